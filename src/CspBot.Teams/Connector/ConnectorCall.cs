namespace CspBot.Teams;

/// <summary>One call to the Connector, before it knows whether it may be made.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="ServiceUrl">The conversation's service URL.</param>
/// <param name="Path">Below it, ids escaped.</param>
/// <param name="TenantId">Whose limit it counts against.</param>
internal sealed record ConnectorCall(HttpMethod Method, Uri ServiceUrl, string Path, string TenantId)
{
    public byte[]? Body { get; init; }

    /// <summary>Whose pace it keeps; null for calls that only count for the tenant.</summary>
    public string? Pace { get; init; }

    /// <summary>May be repeated after a 5xx or a lost answer, because twice is the same as once.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Its caller repeats by itself: one try, and one more with a new token.</summary>
    public bool Once { get; init; }

    public Uri Url => new(ServiceUrl.AbsoluteUri.TrimEnd('/') + Path);
}
