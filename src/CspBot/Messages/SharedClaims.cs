using CspBot.Cache;
using CspBot.Teams;

namespace CspBot.Messages;

/// <summary>Claims of activity ids that all instances share: one of them answers, whichever the activity reached first.</summary>
internal sealed class SharedClaims(CacheClaims cache) : ActivityClaims
{
    public override async ValueTask<bool> TryClaimAsync(string key, TimeSpan lifetime, CancellationToken ct) =>
        await cache.ClaimAsync("activity:" + key, lifetime, ct);
}
