using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What every act on a reservation that runs asks for: which one, and why; each act adds fields of its own.</summary>
/// <param name="Act">Goes into the seal first, so that no seal fits another act.</param>
/// <param name="Reservation">GUID of the reservation.</param>
internal abstract record ManageForm(string Act, string Form, string Customer, string Reservation, string Reason) : ChangeForm(Form)
{
    private const int LongestReason = 500;

    /// <summary>The act's own fields.</summary>
    protected abstract IEnumerable<(string Name, string Value)> Own { get; }

    public override IEnumerable<string> Sealed => Data.Select(one => one.Value ?? "");

    public override (string Name, string? Value)[] Data =>
    [
        ("act", Act), ("customer", Customer), ("reservation", Reservation),
        .. Own.Select(one => (one.Name, (string?)one.Value)),
        ("reason", Reason),
    ];

    public override IReadOnlyDictionary<string, string?> Told => Data.ToDictionary(one => one.Name, one => one.Value);

    /// <summary>Keys of what is missing or wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>(OwnErrors());
        if (!Guid.TryParse(Reservation, out _))
            errors["reservation"] = ReservationManageText.ReservationMissing;
        if (Reason.Length > LongestReason)
            errors["reason"] = ReservationManageText.ReasonTooLong;
        return errors;
    }

    protected abstract Dictionary<string, string> OwnErrors();
}
