"""Bodies that are read strictly."""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
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
        return {
            name: [
                ValidationError(_("This member is set by the server."), "read_only").detail[0]
                if name in self.fields
                else ValidationError(_("There is no such member."), "unknown").detail[0]
            ]
            for name in data
            if name not in writable
        }
