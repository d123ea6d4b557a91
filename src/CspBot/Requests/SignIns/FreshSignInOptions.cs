using CspBot.Cloud;
using CspBot.Requests.Approvals;

namespace CspBot.Requests.SignIns;

/// <summary>Which approvals take a fresh sign-in of who gives them (section <c>Approvals:FreshSignIn</c>).</summary>
internal sealed record FreshSignInOptions
{
    /// <summary>Off unless it says so: it needs an app registration that is set up for single sign-on.</summary>
    public bool Enabled { get; init; }

    /// <summary>How old the sign-in, and the token that proves it, may be.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>An amount such as <c>10000 EUR</c>: what binds a customer to more takes a fresh sign-in. Empty for none.</summary>
    public string? MinAmount { get; init; }

    /// <summary>Dialogs whose every approval takes one.</summary>
    public IReadOnlyList<string> Dialogs { get; init; } = [];

    /// <summary>
    /// The token must tell when the person authenticated (<c>auth_time</c>). Clients renew tokens without asking anybody, so the time of
    /// issue alone does not say that somebody signed in.
    /// </summary>
    public bool RequireAuthTime { get; init; } = true;

    /// <summary>Name that login requests bear; clients may ignore one without it.</summary>
    public string Connection { get; init; } = "fresh-sign-in";

    /// <summary>The tenant's issuer of v2.0 tokens; of the public cloud when left out.</summary>
    public string? Issuer { get; init; }

    /// <summary>The page behind a login request's button, where single sign-on fails; the tenant's sign-in when left out.</summary>
    public string? Page { get; init; }

    /// <summary>One sentence for each setting that is wrong.</summary>
    public IEnumerable<string> Validate(IReadOnlyCollection<string> dialogs, ApprovalOptions approvals)
    {
        var byRule = approvals.Book.Rules.Where(rule => rule.SignIn is not null).Select(rule => rule.Name).ToList();
        if (!Enabled && byRule.Count > 0)
            yield return $"Approvals:Policy wants sign-ins ('{byRule[0]}'), which Approvals:FreshSignIn:Enabled must turn on.";
        if (!Enabled)
            yield break;
        if (!IsAge(MaxAge))
            yield return "Approvals:FreshSignIn:MaxAge must be between 5 minutes and a day, e.g. 00:15:00.";
        if (string.IsNullOrWhiteSpace(MinAmount) && Dialogs.Count == 0 && byRule.Count == 0)
            yield return "Approvals:FreshSignIn needs MinAmount, Dialogs or a rule with 'sign-in within': they say what takes one.";
        if (!string.IsNullOrWhiteSpace(MinAmount) && MinLimit is null)
            yield return $"Approvals:FreshSignIn:MinAmount must be an amount and a currency such as 10000 EUR, not '{MinAmount}'.";
        if (MinLimit is { } min && approvals.Limit is { } limit && min.Currency != limit.Currency)
            yield return "Approvals:FreshSignIn:MinAmount must be in the currency of Approvals:MaxAmount, which Approvals:Rates lead to.";
        foreach (var dialog in Dialogs.Where(dialog => !dialogs.Contains(dialog)))
            yield return $"Approvals:FreshSignIn:Dialogs names no dialog with '{dialog}'; there are {string.Join(", ", dialogs)}.";
        if (string.IsNullOrWhiteSpace(Connection))
            yield return "Approvals:FreshSignIn:Connection must not be empty: clients ignore a login request without it.";
        if (Page is not null && !(Uri.TryCreate(Page, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps))
            yield return "Approvals:FreshSignIn:Page must be an https address.";
    }

    /// <summary>A sign-in may be so old: the clocks differ by minutes, and after a day nothing of it is fresh.</summary>
    public static bool IsAge(TimeSpan age) => age >= TimeSpan.FromMinutes(5) && age <= TimeSpan.FromDays(1);

    /// <summary>The amount; null for none.</summary>
    public Money? MinLimit => ApprovalOptions.Parse(MinAmount);
}
