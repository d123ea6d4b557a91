using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Bot.Schema.Teams;
using Newtonsoft.Json.Linq;

namespace CspBot.Teams;

/// <summary>What an install event says.</summary>
public enum InstallChange
{
    /// <summary>Nothing about installing.</summary>
    None,

    /// <summary>The bot came in (also by an upgrade).</summary>
    Added,

    /// <summary>The bot was taken out (also by an upgrade).</summary>
    Removed,
}

/// <summary>What an activity says, beyond its fields.</summary>
public static partial class ActivityReading
{
    private const string Html = "text/html";

    /// <summary>What was typed, without the mention of the bot, on one line; other people stand in it by their name.</summary>
    /// <remarks>
    /// Rules: facts teams-protocol §1.6. A message may have its text in an attachment <c>text/html</c> alone, and a mention its id:
    /// <c>&lt;at id="0"&gt;</c>.
    /// </remarks>
    public static string Phrase(this IMessageActivity activity)
    {
        var text = string.IsNullOrWhiteSpace(activity.Text) ? FromHtml(activity) : activity.Text;
        var own = OwnNames(activity).ToList();
        text = Mention().Replace(text, mention =>
        {
            var name = mention.Groups["name"].Value;
            return own.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase) ? " " : name;
        });
        return WhiteSpace().Replace(text.Replace("&nbsp;", " ", StringComparison.OrdinalIgnoreCase), " ").Trim();
    }

    /// <summary>Reader's language: the activity's, else the client's (facts teams-protocol §7.5).</summary>
    public static string? Language(this IActivity activity) =>
        (activity as Activity)?.Locale is { Length: > 0 } locale ? locale : ClientInfo(activity, "locale");

    /// <summary>IANA time zone: the activity's, else the client's.</summary>
    public static string? TimeZone(this IActivity activity) =>
        (activity as Activity)?.LocalTimezone is { Length: > 0 } zone ? zone : ClientInfo(activity, "timezone");

    /// <summary>The Entra tenant: from the conversation, else from the channel data.</summary>
    public static string? TenantId(this IActivity activity) => activity.Conversation?.TenantId ?? activity.TeamsData()?.Tenant?.Id;

    /// <summary>Teams' own part of the activity.</summary>
    internal static TeamsChannelData? TeamsData(this IActivity activity) => activity.ChannelData switch
    {
        null => null,
        TeamsChannelData data => data,
        JObject other => other.ToObject<TeamsChannelData>(),
        _ => null,
    };

    /// <summary>
    /// Install or removal of the bot, from <c>installationUpdate</c> or <c>conversationUpdate</c> (facts teams-protocol §1.5).
    /// </summary>
    /// <remarks>Both ways may be told, in any order: welcome once per conversation.</remarks>
    public static InstallChange Installing(this Activity activity) => activity.Type switch
    {
        ActivityTypes.InstallationUpdate when activity.Action?.StartsWith("add", StringComparison.OrdinalIgnoreCase) == true =>
            InstallChange.Added,
        ActivityTypes.InstallationUpdate when activity.Action?.StartsWith("remove", StringComparison.OrdinalIgnoreCase) == true =>
            InstallChange.Removed,
        ActivityTypes.ConversationUpdate when HoldsBot(activity, activity.MembersAdded) => InstallChange.Added,
        ActivityTypes.ConversationUpdate when HoldsBot(activity, activity.MembersRemoved) => InstallChange.Removed,
        _ => InstallChange.None,
    };

    /// <summary>A card asked for its present form by itself; the turn must not send or update (facts teams-protocol §2.2).</summary>
    public static bool IsAutomaticRefresh(this Activity activity) =>
        activity.IsInvoke("adaptiveCard/action") && Json.Of(activity.Value) is { } value && Json.Text(value, "trigger") == "automatic";

    internal static bool IsInvoke(this Activity activity, string name) => activity.Type == ActivityTypes.Invoke && activity.Name == name;

    /// <summary>The names by which this message mentions the bot.</summary>
    private static IEnumerable<string> OwnNames(IMessageActivity activity)
    {
        if (activity.Recipient?.Id is not { } bot)
            yield break;
        foreach (var entity in activity.Entities ?? [])
        {
            if (entity.Type != "mention" || Properties(entity)["mentioned"] is not JObject mentioned || Text(mentioned["id"]) != bot)
                continue;
            yield return Mention().Match(Text(Properties(entity)["text"]) ?? "") is { Success: true } named
                ? named.Groups["name"].Value.Trim()
                : Text(mentioned["name"]) ?? activity.Recipient.Name ?? "";
        }
    }

    private static string FromHtml(IMessageActivity activity)
    {
        var html = activity.Attachments?.FirstOrDefault(one => string.Equals(one.ContentType, Html, StringComparison.OrdinalIgnoreCase));
        return Json.Of(html?.Content) is { } content && Json.Text(content) is { } text
            ? WebUtility.HtmlDecode(Tag().Replace(text, " "))
            : "";
    }

    private static string? ClientInfo(IActivity activity, string member) =>
        ((activity as Activity)?.Entities ?? [])
            .Where(entity => entity.Type == "clientInfo")
            .Select(entity => Text(Properties(entity)[member]))
            .FirstOrDefault();

    private static bool HoldsBot(Activity activity, IList<ChannelAccount>? members) =>
        activity.Recipient?.Id is { } bot && members?.Any(member => member?.Id == bot) == true;

    /// <summary>
    /// An entity that a program made (<see cref="Microsoft.Bot.Schema.Mention"/>) has its members as properties of its own.
    /// </summary>
    private static JObject Properties(Entity entity) =>
        entity.Properties is { HasValues: true } properties ? properties : JObject.FromObject(entity);

    private static string? Text(JToken? token) => token is JValue { Type: JTokenType.String } value ? (string?)value : null;

    [GeneratedRegex(@"<at\b[^>]*>(?<name>.*?)</at>", RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mention();

    /// <summary>Tags but those of mentions, which are told apart by their names.</summary>
    [GeneratedRegex(@"<(?!/?at\b)[^>]*>", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
