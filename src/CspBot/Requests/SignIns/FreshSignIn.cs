using System.Globalization;
using CspBot.Requests.Approvals;

namespace CspBot.Requests.SignIns;

/// <summary>Whether an approval takes a fresh sign-in, and whether what came with the click is one. Pure.</summary>
internal static class FreshSignIn
{
    /// <summary>Reason of the answer that asks for a sign-in: no refusal yet, as nothing was wrong with the click.</summary>
    public const string Wanted = "SignInWanted";

    /// <summary>The clocks of the sign-in and of the bot may differ by so much (facts teams-protocol §4.1).</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Its rule says so, or the dialog, or the one whose rule it shares, is on the list, or the amount is above the configured one. What
    /// nobody can count is.
    /// </summary>
    public static bool IsWanted(Request request, ApprovalOptions options) => MaxAge(request, options) is not null;

    /// <summary>The same of what is about to be asked for.</summary>
    public static bool IsWanted(PolicyCase asked, PolicyRule? rule, ApprovalOptions options) => MaxAge(asked, rule, options) is not null;

    /// <summary>How old the sign-in of who says yes to it may be; null where none is wanted.</summary>
    public static TimeSpan? MaxAge(PolicyCase asked, PolicyRule? rule, ApprovalOptions options) =>
        MaxAge(rule?.SignIn, IsConfigured(asked.Dialog, asked.RuledLike, asked.Amount, options), options);

    /// <summary>How old the sign-in may be: of rule and configuration the stricter; null where none is wanted.</summary>
    private static TimeSpan? MaxAge(Request request, ApprovalOptions options) => MaxAge(
        request.Rule?.SignIn,
        IsConfigured(request.Dialog, request.Operation.RuledLike, request.Operation.Commits, options),
        options);

    private static TimeSpan? MaxAge(TimeSpan? byRule, bool isConfigured, ApprovalOptions options)
    {
        var fresh = options.FreshSignIn;
        if (!fresh.Enabled)
            return null;
        return !isConfigured || byRule < fresh.MaxAge ? byRule : fresh.MaxAge;
    }

    private static bool IsConfigured(string dialog, string? ruledLike, CommittedAmount? amount, ApprovalOptions options)
    {
        var fresh = options.FreshSignIn;
        return fresh.Dialogs.Contains(dialog, StringComparer.OrdinalIgnoreCase)
            || (ruledLike is { } other && fresh.Dialogs.Contains(other, StringComparer.OrdinalIgnoreCase))
            || (fresh.MinLimit is not null
                && WeighedAmount.Of(amount, options with { MaxAmount = fresh.MinAmount }) is { IsAbove: true });
    }

    /// <summary>Null when the click may count; otherwise why not, or that a sign-in is wanted first.</summary>
    public static Refusal? Judge(Request request, RequestClick click, ApprovalOptions options, DateTimeOffset at)
    {
        if (MaxAge(request, options) is not { } oldest)
            return null;
        var minutes = oldest.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
        if (click.SignIn is not { } given)
            return new Refusal(Wanted, request.Id, minutes);
        if (given.Refusal is { } refusal)
            return refusal;
        var proof = given.Proof!;
        if (!Same(proof.TenantId, click.Caller.Person.TenantId) || !Same(proof.ObjectId, click.Caller.Person.ObjectId))
            return new Refusal("SignInOfAnother", request.Id);
        if (proof.SignedInAt is null && options.FreshSignIn.RequireAuthTime)
            return new Refusal("SignInUntold", request.Id);
        return new[] { proof.IssuedAt, proof.SignedInAt ?? proof.IssuedAt }.Select(moment => at - moment) is var ages
            && ages.Any(age => age > oldest) ? new Refusal("SignInOld", request.Id, minutes)
            : ages.Any(age => age < -ClocksDiffer) ? new Refusal("SignInAhead", request.Id)
            : null;
    }

    /// <summary>For the audit: by what, and when. Null where no sign-in was wanted.</summary>
    public static string? Told(Request request, RequestClick click, ApprovalOptions options) =>
        IsWanted(request, options) && click.SignIn?.Proof is { } proof
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Teams single sign-on; token issued {proof.IssuedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; ")
                + (proof.SignedInAt is { } signedIn
                    ? string.Create(CultureInfo.InvariantCulture, $"signed in {signedIn.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}")
                    : "time of sign-in not told")
            : null;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a sign-in proves, once its token was found good.</summary>
/// <param name="Fingerprint">The same for the same token; nothing can be made of it.</param>
/// <param name="SignedInAt">When the person authenticated; null where the token does not tell.</param>
internal sealed record SignInProof(
    string Fingerprint, string TenantId, string ObjectId, DateTimeOffset IssuedAt, DateTimeOffset? SignedInAt);

/// <summary>The sign-in that came with a click: what it proves, or why it is none.</summary>
internal sealed record GivenSignIn(SignInProof? Proof, Refusal? Refusal);

/// <summary>What a client sent beside a click: the id of the login request that it answers, and a token.</summary>
/// <remarks>A class, not a record: a record would print the token.</remarks>
internal sealed class SentSignIn(string id, string token)
{
    public string Id => id;

    public string Token => token;
}

/// <summary>What a client is to do before its click counts: to sign in and send it again, or nothing where that was in vain.</summary>
/// <param name="Id">Names the login request; null where the sign-in that came is refused.</param>
/// <param name="Text">What the person reads.</param>
/// <param name="Button">What the login request's button says.</param>
internal sealed record SignInAnswer(string? Id, string Text, string Button);

/// <summary>Looks at a single sign-on token; the reason is null of a good one. The channel knows such tokens.</summary>
internal delegate Task<(SignInProof? Proof, string? Why)> CheckSignIn(string token, CancellationToken ct);
