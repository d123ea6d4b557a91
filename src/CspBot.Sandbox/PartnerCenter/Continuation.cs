using System.Globalization;
using System.Text;

namespace CspBot.Sandbox;

/// <summary>Partner Center's opaque continuation token: a place in a list, bound to the query that it belongs to.</summary>
internal static class Continuation
{
    public static string Token(string query, int place) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place}|{Ids.Named(query)}")));

    /// <summary>The place that the call asks for: null for the first page. False when the token does not belong to the query.</summary>
    public static bool TryRead(Call call, string query, out int? place)
    {
        place = null;
        if (call.Parameter("seekOperation") is not { } seek || Ids.Same(seek, "First"))
            return true;
        string token = call.Header("MS-ContinuationToken") ?? "";
        byte[] bytes = new byte[token.Length];
        if (!Ids.Same(seek, "Next") || !Convert.TryFromBase64String(token, bytes, out int length))
            return false;
        string[] parts = Encoding.UTF8.GetString(bytes, 0, length).Split('|');
        if (parts.Length != 2
            || parts[1] != Ids.Named(query)
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int read))
            return false;
        place = read;
        return true;
    }

    public static object Next(string self, string query, int place) => new
    {
        uri = $"{self}&seekOperation=Next",
        method = "GET",
        headers = new[] { new { key = "MS-ContinuationToken", value = Token(query, place) } },
    };
}
