using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>What somebody wants to know the rules of, as typed.</summary>
/// <param name="Kind">Name of a <see cref="SimulatedKind"/>.</param>
/// <param name="Customer">A tenant id, or words.</param>
/// <param name="Requester">Object id of who would ask; empty for the reader.</param>
internal sealed record SimulateForm(string Kind, string Customer, string Role, string Duration, string Amount, string Requester)
{
    private const int LongestAmount = 40;

    /// <summary>Those of rights, and those of relations.</summary>
    public static IReadOnlyList<string> Durations { get; } =
        [.. RightDuration.All.Where(one => one != RightDuration.Permanent), "90d", "365d", "730d", RightDuration.Permanent];

    public static SimulateForm Blank { get; } = new(SimulatedKind.All[0].Name, "", "Owner", "8h", "", "");

    /// <summary>The culture of the reader, who writes amounts in it.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    public static SimulateForm Read(FormInput input, Texts texts) => new(
        input["dialog"],
        TypedLine.Read(input["customer"], PhraseLength),
        TypedLine.Read(input["role"], PhraseLength),
        input["duration"],
        TypedLine.Read(input["amount"], LongestAmount),
        input["requester"])
    {
        Culture = texts.Culture,
    };

    private const int PhraseLength = 200;

    /// <summary>What the rules may call the role.</summary>
    public IReadOnlyList<string> Roles => AzureRoles.Offered.FirstOrDefault(role => role.Name == Role) is { } known
        ? [.. AzureRoles.Called(known.Id.ToString(), known.Name, isCustom: false)]
        : [Role];

    /// <summary>The longest there is: for good. Null where it is no length.</summary>
    public TimeSpan? Length => Duration == RightDuration.Permanent ? TimeSpan.MaxValue
        : RightDuration.Length(Duration) ?? (Durations.Contains(Duration) ? TimeSpan.FromDays(Days) : null);

    /// <summary>Null where none was told, or it cannot be read.</summary>
    public Money? Money =>
        Amount.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.. var digits, { Length: 3 } currency]
        && currency.All(char.IsAsciiLetter)
        && Typed.Amount(string.Concat(digits), Culture) is { } value and > 0
            ? new Money(value, currency.ToUpperInvariant())
            : null;

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (SimulatedKind.Find(Kind) is not { } kind)
            errors["dialog"] = PolicyText.KindMissing;
        else if (kind.HasLength && (Length is null || (kind.HasRole && !RightDuration.All.Contains(Duration))))
            errors["duration"] = PolicyText.DurationMissing;
        else if (kind.HasRole && Role.Length == 0)
            errors["role"] = PolicyText.RoleMissing;
        if (Customer.Length == 0)
            errors["customer"] = CommonText.CustomerMissing;
        if (Amount.Length > 0 && Money is null)
            errors["amount"] = PolicyText.AmountWrong;
        return errors;
    }

    private double Days => double.Parse(Duration[..^1], CultureInfo.InvariantCulture);
}
