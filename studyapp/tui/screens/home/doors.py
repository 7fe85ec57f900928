"""The screens that Home leads to; each is imported when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from studyapp.tui.app import StudyApp


class HomeDoors(Screen[None]):
    """Opens them on the study that the app holds."""

    @property
    def studyapp(self) -> StudyApp:
        return cast("StudyApp", self.app)

    async def action_browse(self, typing: bool) -> None:
        """Open the list of all cards; `typing` a query at once, with the keys that follow right away."""
        from studyapp.tui.screens.browse.screen import Browse

        study = self.studyapp.study
        assert study is not None
        await self.app.push_screen(Browse(study, typing=typing))

    def action_contested(self) -> None:
        from studyapp.tui.screens.proof.contested import Contested

        study = self.studyapp.study
        assert study is not None
        self.app.push_screen(Contested(study))

    def action_problems(self) -> None:
        from studyapp.tui.screens.problems import Problems

        study = self.studyapp.study
        assert study is not None
        self.app.push_screen(Problems(study))

    def action_stats(self) -> None:
        from studyapp.tui.screens.stats.screen import Stats

        study = self.studyapp.study
        assert study is not None
        self.app.push_screen(Stats(study))
