/** A profile that is being told: its fields, and what of them the server doesn't know yet. */

import { BIO_LENGTH, githubName, MOST_SKILLS } from "../../lib/account/rules";
import type { Schemas } from "../../lib/api";
import { Form, FormField } from "../../lib/form.svelte";
import { length } from "../../lib/format";
import { t } from "../../lib/i18n/i18n.svelte";
import type { Published } from "../../lib/uploads";

type Profile = Schemas["ProfileView"];
type Change = Schemas["ProfileChange"];

export class ProfileFields {
  /** Undefined while the picture stays as it is; null when it is to go. */
  readonly picture = new FormField<Published | null | undefined>(undefined);
  readonly bio = new FormField("", (typed) =>
    length(typed) > BIO_LENGTH ? t("profile.wrong-bio-long", { most: BIO_LENGTH }) : undefined,
  );
  readonly skills = new FormField<string[]>([], (chosen) =>
    chosen.length > MOST_SKILLS ? t("profile.wrong-skills-many", { most: MOST_SKILLS }) : undefined,
  );
  readonly github = new FormField("", (typed) =>
    githubName(typed) === null ? t("profile.wrong-github-form") : undefined,
  );
  readonly region = new FormField("");
  readonly meetingTime = new FormField("");
  readonly form = new Form({
    "profile.picture": this.picture,
    "profile.bio": this.bio,
    "profile.skills": this.skills,
    "profile.github_url": this.github,
    "profile.region": this.region,
    "profile.meeting_time": this.meetingTime,
  });

  constructor(profile: Profile) {
    this.#keep(profile);
  }

  /** Sends what is new and nothing else, so that what was changed elsewhere meanwhile stays. */
  async save(send: (change: Change) => Promise<Profile>): Promise<void> {
    this.#keep(await send(this.#change()));
  }

  #keep({ bio, skills, github_url, region, meeting_time }: Profile): void {
    this.picture.keep(undefined);
    this.bio.keep(bio);
    this.skills.keep(skills);
    this.github.keep(github_url?.replace("https://", "") ?? "");
    this.region.keep(region ?? "");
    this.meetingTime.keep(meeting_time ?? "");
  }

  #change(): Change {
    const name = githubName(this.github.value);
    return {
      ...(this.picture.isChanged && { picture: this.picture.value?.key ?? null }),
      ...(this.bio.isChanged && { bio: this.bio.value }),
      ...(this.skills.isChanged && { skills: this.skills.value }),
      ...(this.github.isChanged && { github_url: name ? `https://github.com/${name}` : null }),
      ...(this.region.isChanged && { region: this.region.value || null }),
      ...(this.meetingTime.isChanged && { meeting_time: this.meetingTime.value || null }),
    };
  }
}
