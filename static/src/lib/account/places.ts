/** Where people can be met and when, as the API names them, in the order in which they are offered. */

import type { Schemas } from "../api";
import { t } from "../i18n/i18n.svelte";

export type Region = Schemas["Region"];
export type MeetingTime = Schemas["MeetingTime"];

const REGIONS: Region[] = [
  "seoul", "gyeonggi", "incheon", "busan", "daegu", "gwangju", "daejeon", "ulsan", "sejong", "gangwon",
  "chungbuk", "chungnam", "jeonbuk", "jeonnam", "gyeongbuk", "gyeongnam", "jeju", "online", "abroad",
];
const MEETING_TIMES: MeetingTime[] = ["weekdays", "weekends", "any"];

export interface Option {
  value: string;
  text: string;
}

export function regions(): Option[] {
  return REGIONS.map((value) => ({ value, text: t(`region.${value}`) }));
}

export function meetingTimes(): Option[] {
  return MEETING_TIMES.map((value) => ({ value, text: t(`meeting-time.${value}`) }));
}
