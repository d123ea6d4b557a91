using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

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
public sealed partial record Activity
{
    /// <summary>What was typed, without the mention of the bot (other people's mentions stay), on one line.</summary>
    /// <remarks>Rules: facts teams-protocol §1.6.</remarks>
    [JsonIgnore]
    public string Phrase
    {
        get
        {
            var text = Text ?? "";
            foreach (var mention in OwnMentions())
                text = text.Replace(mention, " ", StringComparison.OrdinalIgnoreCase);
            return WhiteSpace().Replace(text.Replace("&nbsp;", " ", StringComparison.OrdinalIgnoreCase), " ").Trim();
        }
    }

    /// <summary>Reader's language: <see cref="Locale"/>, else the client's (facts teams-protocol §7.5).</summary>
    [JsonIgnore]
    public string? Language => Locale ?? ClientInfo("locale");

    /// <summary>IANA time zone: <see cref="LocalTimezone"/>, else the client's.</summary>
    [JsonIgnore]
    public string? TimeZone => LocalTimezone ?? ClientInfo("timezone");

    /// <summary>The bot came into the conversation, told either way. Both ways may be told, in any order: welcome once per conversation.</summary>
    [JsonIgnore]
    public bool IsBotAdded => InstallChange == InstallChange.Added;

    /// <summary>The bot was taken out of the conversation, told either way: nothing can be sent any more.</summary>
    [JsonIgnore]
    public bool IsBotRemoved => InstallChange == InstallChange.Removed;

    /// <summary>Install or removal of the bot, from <c>installationUpdate</c> or <c>conversationUpdate</c> (facts teams-protocol §1.5).</summary>
    [JsonIgnore]
    public InstallChange InstallChange => Type switch
    {
        "installationUpdate" when Action?.StartsWith("add", StringComparison.OrdinalIgnoreCase) == true => InstallChange.Added,
        "installationUpdate" when Action?.StartsWith("remove", StringComparison.OrdinalIgnoreCase) == true => InstallChange.Removed,
        "conversationUpdate" when HoldsBot(MembersAdded) => InstallChange.Added,
        "conversationUpdate" when HoldsBot(MembersRemoved) => InstallChange.Removed,
        _ => InstallChange.None,
    };

    /// <summary>A card asked for its present form by itself; the turn must not send or update (facts teams-protocol §2.2).</summary>
    [JsonIgnore]
    public bool IsAutomaticRefresh =>
        IsInvoke("adaptiveCard/action") && Value is { } value && Json.Text(value, "trigger") == "automatic";

    internal bool IsInvoke(string name) => Type == "invoke" && Name == name;

    private IEnumerable<string> OwnMentions()
    {
        if (Recipient?.Id is not { } bot)
            yield break;
        foreach (var entity in Entities ?? [])
        {
            if (Json.Text(entity, "type") != "mention" || Json.Member(entity, "mentioned") is not { } mentioned || Json.Text(mentioned, "id") != bot)
                continue;
            var text = Json.Text(entity, "text");
            if (string.IsNullOrEmpty(text))
                text = $"<at>{Json.Text(mentioned, "name") ?? Recipient.Name}</at>";
            yield return text;
        }
    }

    private string? ClientInfo(string member) =>
        (Entities ?? []).Where(e => Json.Text(e, "type") == "clientInfo").Select(e => Json.Text(e, member)).FirstOrDefault();

    private bool HoldsBot(IReadOnlyList<ChannelAccount>? members) =>
        Recipient?.Id is { } bot && members?.Any(m => m?.Id == bot) == true;

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
