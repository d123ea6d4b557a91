using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>What the details form asks for, as typed.</summary>
/// <param name="Subscription">One id or several, separated by commas.</param>
/// <param name="User">One object id, sign-in name, address or name of a group, or several, separated by commas.</param>
internal sealed record GrantOwnerForm(
    string Form, string Customer, string Subscription, string User, string Duration, string Reason, string Ticket) : ChangeForm(Form)
{
    public const int LongestReason = 500;
    public const int LongestTicket = 60;

    /// <summary>How many rights one request may give; the card of each stays readable.</summary>
    public const int MostLines = 20;

    /// <summary>The scope of whole subscriptions.</summary>
    public const string Whole = "subscription";

    /// <summary>The act that it belongs to; empty in the dialog's own name.</summary>
    public string Act { get; init; } = "";

    /// <summary>Name or id of a role; empty is Owner.</summary>
    public string Role { get; init; } = "";

    /// <summary>Name or id of a resource group; empty, or <see cref="Whole"/>: the whole subscription.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Who is not in the directory yet is invited.</summary>
    public bool Invites { get; init; }

    /// <summary>The form shows fields for several.</summary>
    public bool IsWide { get; init; }

    public static GrantOwnerForm Read(FormInput input) => new(
        input.Form,
        input["customer"],
        input["subscription"],
        input["user"],
        input["duration"],
        input["reason"],
        input["ticket"])
    {
        Act = input["act"],
        Role = RoleOf(input["role"]),
        Scope = input["scope"] is Whole ? "" : input["scope"],
        Invites = input.IsTrue("invite"),
        IsWide = input.IsTrue("wide"),
    };

    public IReadOnlyList<string> Subscriptions => [.. Listed(Subscription).Select(id => id.ToLowerInvariant()).Distinct()];

    public IReadOnlyList<string> Users => [.. Listed(User).Distinct(StringComparer.OrdinalIgnoreCase)];

    public string WantedRole => Role.Length > 0 ? Role : "Owner";

    public bool IsForSeveral => Subscriptions.Count > 1 || Users.Count > 1;

    /// <summary>Where the right is to be given on this subscription.</summary>
    public AzureScope ScopeOn(string subscription) =>
        Scope.Length == 0 ? new AzureScope(subscription) : AzureScope.Read(Scope) ?? new AzureScope(subscription, Scope);

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (Subscriptions.Count == 0 || Subscriptions.Any(id => !Guid.TryParse(id, out _)))
            errors["subscription"] = GrantOwnerText.SubscriptionMissing;
        if (Users.Count == 0)
            errors["user"] = IsWide ? GrantOwnerText.PeopleMissing : GrantOwnerText.UserMissing;
        if (Subscriptions.Count * Users.Count > MostLines)
            errors["user"] = GrantOwnerText.TooMany;
        if (Scope.Length > 0 && (Subscriptions.Count > 1 || Subscriptions.Any(id => ScopeOn(id).Subscription != id)))
            errors["scope"] = GrantOwnerText.ScopeOfOne;
        else if (Scope.Length > 0 && !IsGroupName(ScopeOn("").Group))
            errors["scope"] = GrantOwnerText.ScopeWrong;
        if (!GrantOwner.Duration.All.Contains(Duration))
            errors["duration"] = GrantOwnerText.DurationMissing;
        if (Reason.Length == 0)
            errors["reason"] = GrantOwnerText.ReasonMissing;
        if (Reason.Length > LongestReason)
            errors["reason"] = GrantOwnerText.ReasonTooLong;
        if (Ticket.Length > LongestTicket)
            errors["ticket"] = GrantOwnerText.TicketTooLong;
        return errors;
    }

    /// <summary>What differs from Owner of a subscription stands behind the rest, so that the seals of that stay what they were.</summary>
    public override IEnumerable<string> Sealed =>
    [
        .. Act.Length > 0 ? new[] { Act } : [],
        Customer, Subscription, User, Duration, Reason, Ticket,
        .. Role.Length + Scope.Length > 0 || Invites ? new[] { Role, Scope, Invites ? "invite" : "" } : [],
    ];

    public override (string Name, string? Value)[] Data =>
    [
        .. Act.Length > 0 ? new[] { ("act", (string?)Act) } : [],
        ("customer", Customer), ("subscription", Subscription), ("user", User), ("duration", Duration), ("reason", Reason),
        ("ticket", Ticket),
        .. Role.Length > 0 ? new[] { ("role", (string?)Role) } : [],
        .. Scope.Length > 0 ? new[] { ("scope", (string?)Scope) } : [],
        .. Invites ? new[] { ("invite", (string?)"true") } : [],
        .. IsWide ? new[] { ("wide", (string?)"true") } : [],
    ];

    public override IReadOnlyDictionary<string, string?> Told =>
        Data.Where(one => one.Name is not ("customer" or "act" or "wide")).ToDictionary(one => one.Name, one => one.Value);

    /// <summary>An offered role by its name in either language becomes Azure's own word for it, and Owner empty.</summary>
    private static string RoleOf(string typed)
    {
        var words = Phrase.Normalize(typed);
        var role = AzureRoles.Offered.FirstOrDefault(
            one => Texts.All.Any(texts => Phrase.Normalize(RoleWords.Name(texts, one.Id, one.Name)) == words
                || Phrase.Normalize(RoleWords.Listed(texts, one.Id, one.Name)) == words))?.Name ?? typed;
        return role == "Owner" || (Guid.TryParse(role, out var id) && id == AzureRoles.Owner) ? "" : role;
    }

    /// <summary>
    /// Letters, digits and <c>-_.()</c>, at most 90, not ending in a period: Microsoft's naming rules of resource groups.
    /// </summary>
    private static bool IsGroupName(string? name) =>
        name is { Length: > 0 and <= 90 } && name[^1] != '.' && name.All(sign => char.IsLetterOrDigit(sign) || "-_.()".Contains(sign));

    private static string[] Listed(string values) =>
        values.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
