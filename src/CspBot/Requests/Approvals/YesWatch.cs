using CspBot.Partner;

namespace CspBot.Requests.Approvals;

/// <summary>Asks the directory whether those who said yes may still decide: a right that was lost takes the yes with it.</summary>
internal sealed class YesWatch(CallerResolver callers)
{
    /// <summary>Those of these decisions that no longer count, read now.</summary>
    /// <exception cref="Cloud.CloudFault">The directory did not answer: nobody knows.</exception>
    public async Task<IReadOnlyList<Decision>> LapsedAsync(Request request, IReadOnlyList<Decision> said, CancellationToken ct)
    {
        var groups = request.Rule?.Decided?.GroupIds ?? [];
        var lapsed = new List<Decision>();
        foreach (var yes in said)
        {
            var by = await callers.ResolveAsync(yes.By, ct);
            var owner = yes.For is { } absent ? await callers.ResolveAsync(absent, ct) : by;
            var now = new YesStanding(by, owner, await callers.InWhichAsync(owner.Person, groups, ct));
            if (!ApprovalPolicy.StillCounts(request, yes, now))
                lapsed.Add(yes);
        }

        return lapsed;
    }
}

/// <summary>What the directory says now of a yes.</summary>
/// <param name="By">Who said it.</param>
/// <param name="Owner">Whose right it was: the same, or the absent approver in whose place it was said.</param>
/// <param name="Groups">Which groups of the request's rule the owner is in.</param>
internal sealed record YesStanding(Caller By, Caller Owner, IReadOnlySet<string> Groups);
