using System.Globalization;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Handovers;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <content>What was handed over: one with its steps, how it went, the text for the customer, and the list of all.</content>
internal sealed partial class VisualStudioDialog
{
    private const int Rows = 8;
    private const int Exported = 400;

    /// <summary>The hand-over that a button names, looked up again; one of a customer who does not exist for the caller is none.</summary>
    private async Task<DialogReply> FollowAsync(DialogTurn turn, CancellationToken ct)
    {
        if (await desk.FindAsync(turn.Input.Request, turn.Caller, ct) is not { } one)
            return new DialogReply.Refuse(
                new Refusal("VisualStudio.Unknown") { ForwardVerb = Own + "/list", ForwardText = VisualStudioText.ListButton });
        if (turn.Input["as"] == "text")
            return await LetterAsync(turn, one, ct);
        return HandOverStates.Of(turn.Input["to"]) is { } said
            ? await SayAsync(turn, one, said, ct)
            : Show(HandOverCards.One(turn.Texts, one, null));
    }

    /// <summary>Somebody says how it went. A card older than what was said since changes nothing.</summary>
    private async Task<DialogReply> SayAsync(DialogTurn turn, HandOver one, HandOverState said, CancellationToken ct)
    {
        var texts = turn.Texts;
        if (turn.Input.Version == one.Version && one.State == said)
            return Show(HandOverCards.One(texts, one, null));
        if (turn.Input.Version == one.Version && await desk.SayAsync(one, said, turn.Caller.Person, turn.Place.ConversationId, ct))
        {
            var now = await desk.FindAsync(one.Id, turn.Caller, ct) ?? one;
            return Show(HandOverCards.One(texts, now, Look.Banner(Look.Good, texts[VisualStudioText.Noted])));
        }

        var stands = await desk.FindAsync(one.Id, turn.Caller, ct) ?? one;
        return Show(
            HandOverCards.One(texts, stands, Look.Banner(Look.Warning, texts[VisualStudioText.Refusal_Meanwhile])),
            new Refusal("VisualStudio.Meanwhile"));
    }

    /// <summary>In the language of the customer's billing profile, unless the agent chose another.</summary>
    private async Task<DialogReply> LetterAsync(DialogTurn turn, HandOver one, CancellationToken ct)
    {
        var read = await turn.ProbeAsync(token => azure.FindCultureAsync(one.CustomerId, token), ct);
        var culture = read.Value;
        var chosen = Texts.All.FirstOrDefault(texts => texts.Language == turn.Input["language"]);
        var told = Texts.All.FirstOrDefault(
            texts => culture?.StartsWith(texts.Language, StringComparison.OrdinalIgnoreCase) == true);
        var letter = new HandOverLetter(chosen ?? told ?? turn.Texts, turn.Caller.Person.Name, culture, chosen is not null)
        {
            Unread = read.Fault is { } fault ? Refusal.From(fault) : null,
        };
        return Show(HandOverCards.Letter(turn.Texts, one, letter));
    }

    private async Task<DialogReply> ListAsync(DialogTurn turn, ListAsked asked, CancellationToken ct)
    {
        var query = new HandOverQuery(asked.Words, turn.Caller.Only);
        var count = await desk.CountAsync(query, ct);
        if (asked.AsCsv)
            return Show(HandOverListCards.Export(
                turn.Texts, await desk.ListAsync(query with { Take = Exported }, ct), count, asked.Words));
        var pages = Math.Max(1, (count + Rows - 1) / Rows);
        var page = Math.Clamp(asked.Page, 0, pages - 1);
        var rows = await desk.ListAsync(query with { Skip = page * Rows, Take = Rows }, ct);
        return Show(HandOverListCards.Page(
            turn.Texts, new HandOverPage(rows, asked.Words, page, pages, count, time.GetUtcNow())));
    }
}

/// <summary>Which part of the list.</summary>
internal sealed record ListAsked(string Words, int Page, bool AsCsv)
{
    private const int LongestWords = 100;

    /// <summary>What is sought, as long as the field takes it, and never half a sign.</summary>
    public string Words { get; } = Words.Length <= LongestWords ? Words
        : Words[..(char.IsHighSurrogate(Words[LongestWords - 1]) ? LongestWords - 1 : LongestWords)];

    public static ListAsked Read(FormInput input) => new(
        input["find"],
        int.TryParse(input["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 0,
        input["as"] == "csv");
}
