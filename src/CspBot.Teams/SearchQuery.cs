using System.Text.Json;

namespace CspBot.Teams;

/// <summary>A search as you type in a choice set (<c>application/search</c>).</summary>
/// <param name="Dataset">The data set that the input names; empty when the client left it out.</param>
/// <param name="QueryText">What was typed so far; may be empty.</param>
/// <param name="Data">The card's other inputs, when the input asked for them; never to be trusted.</param>
/// <param name="Skip">Hits to leave out.</param>
/// <param name="Top">Hits wanted, 1 to 15.</param>
/// <remarks>Wire form: facts teams-protocol §2.3; <c>kind</c> is usually missing, an empty text is no fault.</remarks>
public sealed record SearchQuery(string Dataset, string QueryText, JsonElement? Data, int Skip, int Top)
{
    /// <summary>The list shows at most this many.</summary>
    public const int Most = 15;

    /// <summary>The search in an activity; null when it is none.</summary>
    public static SearchQuery? Read(Activity activity)
    {
        if (!activity.IsInvoke("application/search"))
            return null;
        var value = Json.Of(activity.Value) ?? default;
        var page = Json.Member(value, "queryOptions") ?? default;
        return new SearchQuery(
            Dataset: Json.Text(value, "dataset") ?? "",
            QueryText: Json.Text(value, "queryText") ?? "",
            Data: Json.Member(value, "data") is { ValueKind: JsonValueKind.Object } data ? data : null,
            Skip: Math.Max(0, Json.Number(page, "skip") ?? 0),
            Top: Math.Clamp(Json.Number(page, "top") ?? Most, 1, Most));
    }

    /// <summary>The SDK's form of the search, for <c>OnSearchInvokeAsync</c>; it knows neither data set nor data.</summary>
    public SearchInvokeValue ToInvokeValue() =>
        new() { Kind = "search", QueryText = QueryText, QueryOptions = new SearchInvokeOptions { Skip = Skip, Top = Top } };
}
