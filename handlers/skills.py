"""The technologies that people and projects have."""

from handlers.base import ApiHandler
from handlers.operation import operation
from handlers.routing import Route
from sidepro.wire.skills import SkillList, SkillQuery


class SkillsHandler(ApiHandler):
    """The catalogue."""

    @operation(public=True, cached=True)
    async def get(self, query: SkillQuery) -> SkillList:
        """Complete the name of a skill, or list all of them.

        What is typed is looked for in names and aliases: at their beginning, at the beginning of a word
        inside, and by 초성 (ㅈㅂ finds Java by 자바). With nothing typed, what most projects use comes first.
        """
        skills = self.house.documents.skills
        if query.q.strip():
            return SkillList(items=await skills.completing(query.q, query.limit or 10))
        return SkillList(items=(await skills.most_used())[: query.limit])


routes = [Route("/skills", SkillsHandler)]
