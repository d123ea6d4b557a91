using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Messages;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Credit;

/// <summary>
/// Tells that the role that earns the credit is missing, with the command that the customer runs, and once more when it is back: to the
/// configured conversation, else to those who approve; and to whoever made the last grant on that subscription.
/// </summary>
internal sealed class CreditNotices(CreditOptions options)
{
    private const int MostCommands = 5;

    /// <summary>One message for each reader, in the transaction that remembers that it was told.</summary>
    public async Task TellAsync(
        Session session, Customer customer, IReadOnlyList<KnownCredit> rows, bool isLost, IReadOnlyList<RouteReader> readers)
    {
        var at = KnownCredit.Time(rows[0].LookedAt);
        var id = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"credit/{customer.Id}/{(isLost ? "lost" : "mended")}/{rows[0].LookedAt}");
        foreach (var reader in readers.Where(reader => reader.Sees(customer.Id)))
        {
            var message = reader.Recipient is null ? id : $"{id}/{reader.Recipient}";
            var card = isLost ? Lost(reader.Texts, customer, rows) : Mended(reader.Texts, customer, rows);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(message, id, reader.TenantId, reader.Recipient, reader.Conversation, null, card),
                at);
        }
    }

    private AdaptiveCard Lost(Texts texts, Customer customer, IReadOnlyList<KnownCredit> rows) => Look.Card(
        texts,
        texts[CreditText.LostTitle, customer.Name],
        [
            Look.Banner(Look.Warning, texts[CreditText.LostText, rows.Count], texts[CreditText.LostCost]),
            .. rows.Select(row => Look.Line(Mark.Caution, row.Name, CreditSection.Since(texts, row))),
            Look.Section(texts[CreditText.CommandTitle]),
            .. rows.Take(MostCommands).Select(row => Look.Text(
                texts[GrantOwnerText.Recipe, options.AdminAgentsGroupId, row.Subscription, row.Customer])),
        ],
        Buttons(texts, customer));

    private static AdaptiveCard Mended(Texts texts, Customer customer, IReadOnlyList<KnownCredit> rows) => Look.Card(
        texts,
        texts[CreditText.MendedTitle, customer.Name],
        [
            Look.Banner(Look.Good, texts[CreditText.MendedText, rows.Count]),
            .. rows.Select(row => Look.Line(Mark.Done, row.Name)),
        ],
        Buttons(texts, customer));

    private static IEnumerable<AdaptiveAction> Buttons(Texts texts, Customer customer) =>
    [
        Look.Go(texts[CustomerAccessText.AccessButton], "customers/access", new JsonObject { ["customer"] = customer.Id }),
        Look.Go(texts[CustomerAccessText.CustomerButton], "customers/show", new JsonObject { ["customer"] = customer.Id }),
    ];
}
