namespace CspBot.Requests.Audits;

/// <summary>Where browsers fetch files from the bot (section Exports).</summary>
internal sealed record ExportOptions
{
    /// <summary>
    /// Address of the bot as browsers reach it, such as <c>https://cspbot.contoso.com</c>. Without it files are made only where the bot
    /// listens on loopback alone.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(Address))
            yield break;
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var uri)
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            || uri.PathAndQuery != "/"
            || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0)
            yield return $"Exports:Address must be the bot's address alone, such as https://cspbot.contoso.com, not '{Address}'.";
    }
}
