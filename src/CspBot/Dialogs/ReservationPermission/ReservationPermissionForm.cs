using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>What the card showed and what was filled in, as it came back.</summary>
/// <param name="Form">The form's id.</param>
/// <param name="Customer">The customer's tenant.</param>
/// <param name="Shown">The state that the person saw; sealed.</param>
/// <param name="Language">The language the person saw; sealed.</param>
/// <param name="ReservedInstances">Wanted: true or false as typed; empty where a client left it out.</param>
/// <param name="SavingsPlan">The same for savings plans.</param>
/// <param name="Liability">The tick as typed.</param>
/// <param name="Until">A day as <c>yyyy-MM-dd</c>, or empty.</param>
/// <param name="Reason">As typed.</param>
/// <param name="ClosesAfter">A word or an amount of <see cref="PermissionClosing"/>, or empty.</param>
internal sealed record ReservationPermissionForm(
    string Form,
    string Customer,
    ReservationPermissions Shown,
    string Language,
    string ReservedInstances,
    string SavingsPlan,
    string Liability,
    string Until,
    string Reason,
    string ClosesAfter = "") : ChangeForm(Form)
{
    public const int LongestReason = 500;
    private const int LongestYears = 5;

    /// <summary>What the person asked to change, relative to what was shown: nothing else is touched.</summary>
    public ReservationPermissionChange Change =>
        new(Changed(ReservedInstances, Shown.ReservedInstances), Changed(SavingsPlan, Shown.SavingsPlan));

    public bool TurnsOn => Change is { ReservedInstances: true } or { SavingsPlan: true };

    /// <summary>All that the seal covers: what was shown, not what is filled in.</summary>
    public override IEnumerable<string> Sealed => [Customer, Flags(Shown), Language];

    public override (string Name, string? Value)[] Data => [("customer", Customer), ("shown", Flags(Shown)), ("language", Language)];

    /// <summary>In the words and the language of the card.</summary>
    public override IReadOnlyDictionary<string, string?> Told => new Dictionary<string, string?>
    {
        ["shown"] = Flags(Shown),
        ["reservedInstances"] = ReservedInstances,
        ["savingsPlan"] = SavingsPlan,
        ["until"] = Until,
        ["closesAfter"] = ClosesAfter.Length > 0 ? ClosesAfter : null,
        ["reason"] = Reason,
        ["liability"] = TurnsOn ? Liability : null,
        ["liabilityText"] = TurnsOn ? Texts.For(Language)[ReservationPermissionText.Liability] : null,
        ["liabilityLanguage"] = TurnsOn ? Language : null,
    };

    /// <summary>A form on which both switches are set to off.</summary>
    public static ReservationPermissionForm Off(string form, string customer, string language) =>
        new(form, customer, ReservationPermissions.None, language, "false", "false", "", "", "");

    public static ReservationPermissionForm Read(FormInput input) => new(
        input.Form,
        input["customer"],
        new ReservationPermissions(input["shown"].StartsWith('1'), input["shown"].EndsWith('1')),
        input["language"],
        input["reservedInstances"].ToLowerInvariant(),
        input["savingsPlan"].ToLowerInvariant(),
        input["liability"].ToLowerInvariant(),
        input["until"],
        input["reason"],
        input["closesAfter"].ToLowerInvariant());

    /// <summary>The same wishes on a card that shows what stands now.</summary>
    public ReservationPermissionForm On(ReservationPermissions now, string language)
    {
        var wanted = Change.ApplyTo(now);
        return this with
        {
            Shown = now,
            Language = language,
            ReservedInstances = Word(wanted.ReservedInstances),
            SavingsPlan = Word(wanted.SavingsPlan),
        };
    }

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    /// <param name="watches">Somebody looks at what customers buy.</param>
    public IReadOnlyDictionary<string, string> Errors(DateTimeOffset now, string? timeZone, bool watches)
    {
        var errors = new Dictionary<string, string>();
        if (ReservedInstances is not ("true" or "false" or ""))
            errors["reservedInstances"] = ReservationPermissionText.SwitchWrong;
        if (SavingsPlan is not ("true" or "false" or ""))
            errors["savingsPlan"] = ReservationPermissionText.SwitchWrong;
        if (TurnsOn && Liability != "true")
            errors["liability"] = ReservationPermissionText.LiabilityMissing;
        if (Until.Length > 0 && !TurnsOn)
            errors["until"] = ReservationPermissionText.UntilWithoutOn;
        else if (Until.Length > 0 && (End(timeZone) is not { } end || end <= now || end > now.AddYears(LongestYears)))
            errors["until"] = ReservationPermissionText.UntilWrong;
        if (ClosesAfter.Length > 0)
        {
            var wrong = !TurnsOn ? ReservationPermissionText.ClosesWithoutOn
                : !PermissionClosing.IsKnown(ClosesAfter) ? ReservationPermissionText.ClosesWrong
                : !watches ? ReservationPermissionText.ClosesUnwatched
                : null;
            if (wrong is not null)
                errors["closesAfter"] = wrong;
        }

        if (TurnsOn && Reason.Length == 0)
            errors["reason"] = ReservationPermissionText.ReasonMissing;
        if (Reason.Length > LongestReason)
            errors["reason"] = ReservationPermissionText.ReasonTooLong;
        return errors;
    }

    /// <summary>The end of the last day, where the person is; null for no end or no day.</summary>
    public DateTimeOffset? End(string? timeZone)
    {
        if (!DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day == DateOnly.MaxValue)
            return null;

        // Where midnight comes twice the day ends with the first: nobody gets an hour more than the card says.
        return Zones.Moments(Zones.Find(timeZone) ?? TimeZoneInfo.Utc, day.AddDays(1).ToDateTime(TimeOnly.MinValue)).First();
    }

    private static bool? Changed(string wanted, bool shown) =>
        wanted is "true" or "false" && (wanted == "true") != shown ? wanted == "true" : null;

    private static string Flags(ReservationPermissions permissions) =>
        (permissions.ReservedInstances ? "1" : "0") + (permissions.SavingsPlan ? "1" : "0");

    private static string Word(bool value) => value ? "true" : "false";
}
