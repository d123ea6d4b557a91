using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Relations;

/// <summary>
/// Tells what became of relationships: to the configured conversation, else to those who approve; and to who asked for it.
/// </summary>
internal sealed class RelationNotices(HouseRoute route)
{
    /// <summary>One card names so many customers: a night in which many relationships end is one message.</summary>
    private const int MostRows = 12;

    /// <summary>Where notices go now, each in its reader's language.</summary>
    /// <exception cref="CloudFault">The approvers could not be read.</exception>
    public Task<IReadOnlyList<RouteReader>> ReadersAsync(CancellationToken ct) => route.ReadersAsync(ct);

    /// <summary>A person's own chat.</summary>
    public Task<RouteReader> OfPersonAsync(string objectId, CancellationToken ct) => route.PersonAsync(objectId, ct);

    /// <summary>
    /// One message of the customers that exist for the reader, whose id is made of what it tells first: the same again is the same message.
    /// </summary>
    public static async Task TellAsync(Session session, RouteReader reader, IReadOnlyList<RelationNews> all, DateTimeOffset now)
    {
        var news = all.Where(one => reader.Sees(one.Relation.CustomerId)).ToList();
        if (news.Count == 0)
            return;
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                $"relation/{news[0].Relation.Id}/{news[0].Stage.Key}/{reader.Recipient ?? "route"}",
                "relation/" + news[0].Relation.Id,
                reader.TenantId,
                reader.Recipient,
                reader.Conversation,
                null,
                Card(reader.Texts, news, now)),
            now);
    }

    private static AdaptiveCard Card(Texts texts, IReadOnlyList<RelationNews> news, DateTimeOffset now) => news is [var only]
        ? Look.Card(
            texts,
            texts["Relation.Told." + only.Stage.Text, Args(texts, only, now)],
            [Look.Text(texts["Relation.Told." + only.Stage.Text + ".Help", Args(texts, only, now)])],
            [Look.Go(texts[RelationText.Open], "customers/relation", Customer(only))])
        : Look.Card(
            texts,
            texts[RelationText.ToldMany, news.Count],
            [
                .. news.Take(MostRows).Select(one => Row(texts, one, now)),
                news.Count > MostRows ? Look.Quiet(texts[RelationText.ToldMore, news.Count - MostRows]) : null,
            ]);

    private static AdaptiveColumnSet Row(Texts texts, RelationNews one, DateTimeOffset now) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items = [Look.Text(texts["Relation.Told." + one.Stage.Text, Args(texts, one, now)])],
                Width = "stretch",
            },
            Look.Opens(texts[RelationText.Open]),
        ],
        SelectAction = Look.Go(texts[RelationText.Open], "customers/relation", Customer(one)),
        Spacing = AdaptiveSpacing.Medium,
    };

    private static JsonObject Customer(RelationNews one) => new() { ["customer"] = one.Relation.CustomerId };

    private static object[] Args(Texts texts, RelationNews one, DateTimeOffset now) =>
    [
        one.CustomerName,
        one.Relation.EndsAt is { } end ? texts.Day(end) : "?",
        one.Relation.EndsAt is { } until ? Durations.Days(texts, until - now) : "?",
        one.Relation.Name,
    ];
}
