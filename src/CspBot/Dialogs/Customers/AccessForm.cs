using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>Which assignment a card is about. The name alone is enough to open it; the card that is submitted carries all of it.</summary>
/// <param name="User">Object id of the principal, whatever it is.</param>
/// <param name="Role">GUID of the role.</param>
internal sealed record AccessKey(string Subscription, string Assignment, string User, string Role, string Scope)
{
    public static AccessKey Read(FormInput input) =>
        new(input["subscription"], input["assignment"], input["user"], input["role"], input["scope"]);

    /// <summary>The same, with all that Azure says of it now.</summary>
    public AccessKey Of(AccessRow row) => new(
        Subscription,
        row.Entry.Assignment.Name,
        row.Entry.Principal.Id,
        row.Entry.Role.Id.ToString(),
        row.Entry.Assignment.Scope);

    /// <summary>It names something: a subscription alone names nobody.</summary>
    public bool Names => Guid.TryParse(Subscription, out _) && Assignment.Length + User.Length > 0;

    public (string Name, string? Value)[] Data =>
        [("subscription", Subscription), ("assignment", Assignment), ("user", User), ("role", Role), ("scope", Scope)];
}

/// <summary>What an act on one assignment asks for.</summary>
/// <param name="Act">Goes into the seal first, so that no seal fits another act.</param>
internal abstract record AccessForm(string Act, string Form, string Customer, AccessKey Key, string Reason) : ChangeForm(Form)
{
    public const int LongestReason = 500;

    /// <summary>The act's own fields.</summary>
    protected virtual IEnumerable<(string Name, string? Value)> Own => [];

    public override IEnumerable<string> Sealed => Shown.Select(one => one.Value ?? "");

    public override (string Name, string? Value)[] Data => [.. Shown];

    public override IReadOnlyDictionary<string, string?> Told =>
        Shown.Append(("reason", Reason)).ToDictionary(one => one.Item1, one => one.Item2);

    private IEnumerable<(string Name, string? Value)> Shown => [("act", Act), ("customer", Customer), .. Key.Data, .. Own];
}

/// <summary>The card that takes a right away. The reason is filled in on the card itself, so that no seal covers it.</summary>
internal sealed record RevokeForm(string Form, string Customer, AccessKey Key, string Reason)
    : AccessForm(Name, Form, Customer, Key, Reason)
{
    public const string Name = "revoke";

    public IReadOnlyDictionary<string, string> Errors() => Reason.Length > LongestReason
        ? new Dictionary<string, string> { ["reason"] = CustomerAccessText.ReasonTooLong }
        : new Dictionary<string, string>();
}

/// <summary>The form that gives a right for longer, and its review.</summary>
/// <param name="Duration">One of <see cref="RightDuration.All"/>, from its approval on.</param>
internal sealed record ExtendForm(string Form, string Customer, AccessKey Key, string Duration, string Reason)
    : AccessForm(Name, Form, Customer, Key, Reason)
{
    public const string Name = "extend";

    protected override IEnumerable<(string Name, string? Value)> Own => [("duration", Duration), ("reason", Reason)];

    public override IReadOnlyDictionary<string, string?> Told => Data.ToDictionary(one => one.Name, one => one.Value);

    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (!RightDuration.All.Contains(Duration))
            errors["duration"] = CustomerAccessText.DurationMissing;
        if (Reason.Length == 0)
            errors["reason"] = CustomerAccessText.ReasonMissing;
        if (Reason.Length > LongestReason)
            errors["reason"] = CustomerAccessText.ReasonTooLong;
        return errors;
    }
}

/// <summary>What an act on an assignment rests on, read now.</summary>
/// <param name="Approvers">Null where nobody has to approve.</param>
internal sealed record AccessReview<TForm>(
    TForm Form, Probe<CustomerRelation> Relation, AccessFound Found, Probe<IReadOnlyList<Person>>? Approvers)
    : ChangeReview<TForm>(Form)
    where TForm : AccessForm
{
    public AccessRow? Row => Found.Find(Form.Key);

    public override Refusal? TryAgain => Relation.Transient ?? Found.TryAgain ?? Approvers?.Transient;
}
