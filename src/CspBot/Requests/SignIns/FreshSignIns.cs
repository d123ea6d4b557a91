using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Store;

namespace CspBot.Requests.SignIns;

/// <summary>Asks for fresh sign-ins and reads those that come: one for one click of one person on one version of one request.</summary>
/// <remarks>
/// A login request's id is a form's id and a seal over request, version and person, so that a token which was given for another
/// decision decides nothing here. That the token itself decides only once is kept in the store, in the decision's own transaction.
/// </remarks>
internal sealed class FreshSignIns(ApprovalOptions approvals, FormSeal forms, CheckSignIn check)
{
    private const string Verb = "requests/approve";
    private const char Between = '.';

    /// <summary>The sign-in that a click brought; null for none. Read before anything is locked, as keys may be fetched.</summary>
    public async Task<GivenSignIn?> ReadAsync(SentSignIn? sent, string id, int version, Person person, CancellationToken ct)
    {
        if (!approvals.FreshSignIn.Enabled || sent is null)
            return null;
        if (sent.Id.Split(Between) is not [var form, var seal]
            || CardIds.Form(form).Length == 0
            || await forms.CheckAsync(ShownAs(form, id, version, person), seal, ct) is not null)
            return new GivenSignIn(null, new Refusal("SignInOfOtherClick", id));
        var (proof, why) = await check(sent.Token, ct);
        return proof is not null ? new GivenSignIn(proof, null)
            : new GivenSignIn(null, why switch
            {
                "Expired" => new Refusal("SignInExpired", id),
                "KeysUnread" => new Refusal("SignInUnchecked", id) { IsTransient = true },
                _ => new Refusal("SignInInvalid", id),
            });
    }

    /// <summary>An id for a login request: good for this click alone.</summary>
    public async Task<string> AskAsync(string id, int version, Person person, CancellationToken ct)
    {
        var form = await forms.NewFormAsync(ct);
        return form + Between + await forms.SealAsync(ShownAs(form, id, version, person), ct);
    }

    /// <summary>The request that this sign-in decided already; null for none.</summary>
    public static Task<string?> UsedForAsync(Session session, SignInProof proof) =>
        session.QueryOneAsync<string?>("select request from used_sign_in where fingerprint = @Fingerprint", new { proof.Fingerprint });

    /// <summary>From here on this sign-in decides nothing else. What is too old to decide anything is forgotten.</summary>
    /// <exception cref="InvalidOperationException">It was used in the same moment.</exception>
    public static async Task UseAsync(Session session, SignInProof proof, string request, DateTimeOffset at)
    {
        await session.ExecuteAsync(
            "delete from used_sign_in where at < @before", new { before = at.AddDays(-3).ToUnixTimeMilliseconds() });
        var used = await session.ExecuteAsync(
            "insert into used_sign_in(fingerprint, request, at) values (@Fingerprint, @request, @at) on conflict (fingerprint) do nothing",
            new { proof.Fingerprint, request, at = at.ToUnixTimeMilliseconds() });
        if (used != 1)
            throw new InvalidOperationException("A sign-in decides once.");
    }

    private static Shown ShownAs(string form, string id, int version, Person person) =>
        new(Verb, form, person, [id, version.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
}
