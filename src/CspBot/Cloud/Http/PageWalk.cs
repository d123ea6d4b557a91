namespace CspBot.Cloud.Http;

/// <summary>Ends a walk over pages that would not end by itself: every paged read, of every service, asks it before each page.</summary>
/// <remarks>
/// A next link that names a page already read was met in public, as was an endless row of empty
/// pages. The caller's token ends a walk in time.
/// </remarks>
internal sealed class PageWalk(string api)
{
    /// <summary>Pages of one list; the longest real one, 50,000 customers at 500 a page, has a hundred.</summary>
    public const int Most = 1000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <param name="page">What tells the page from all others: its address, with the continuation token where that is a header.</param>
    /// <exception cref="CloudFault">ServiceFault: the page was read before, or there are too many.</exception>
    public void Enter(string page)
    {
        if (!_seen.Add(page))
            throw Endless("PageRepeated", "names a page a second time");
        if (_seen.Count > Most)
            throw Endless("TooManyPages", $"has more than {Most} pages");
    }

    /// <summary>A page without its list is not an empty one: the service did not say that there is nothing.</summary>
    /// <exception cref="CloudFault">ServiceFault.</exception>
    public static IEnumerable<T> Listed<T>(string api, IEnumerable<T>? items) =>
        items
        ?? throw new CloudFault(CloudReason.ServiceFault, api, null, "NoList", null, $"{api} answered with a page that holds no list.");

    private CloudFault Endless(string code, string what) =>
        new(CloudReason.ServiceFault, api, null, code, null, $"A list of {api} {what}; the reading was ended.");
}
