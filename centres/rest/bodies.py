"""Bodies that are read strictly."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.serializers import Serializer


class Strict(Serializer):
    """A body with a member nobody reads is a mistake of the caller, so it is refused rather than dropped."""

    def to_internal_value(self, data):
        refused = self.refused_members(data) if isinstance(data, dict) else {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as invalid:
            if refused and isinstance(invalid.detail, dict):
                raise ValidationError(refused | invalid.detail) from invalid
            raise
        if refused:
            raise ValidationError(refused)
        return values

    def refused_members(self, data: dict) -> dict:
        writable = {name for name, field in self.fields.items() if not field.read_only}
        return {name: [self.refused_member(name)] for name in data if name not in writable}

    def refused_member(self, name: str) -> ErrorDetail:
        if name in self.fields:
            return ErrorDetail(_("This member is set by the server."), "read_only")
        return ErrorDetail(_("There is no such member."), "unknown")
