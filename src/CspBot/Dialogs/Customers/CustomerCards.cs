using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Credit;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>A customer on one card: its parts one below the other, words that lead into every dialog, and Microsoft's pages.</summary>
internal static class CustomerCards
{
    private const int MostSold = 5;
    private const int MostAzure = 4;
    private const int MostRequests = 3;

    /// <summary>Where the words lead, with who may: the power in the table, or an act of this dialog.</summary>
    private static readonly IReadOnlyList<(string Name, string Verb, PartnerPower? Power)> Ways =
    [
        ("access", "customers/access", PartnerPower.SeeCustomers),
        ("owner", "grant-owner/customer", PartnerPower.GiveOwner),
        ("role", "customers/role", null),
        ("permission", "reservation-permission/customer", PartnerPower.SeePermission),
        ("reservations", "reservations/list", PartnerPower.SeePurchases),
        ("stack", "onboard-stack-tenant/customer", PartnerPower.OnboardStack),
        ("visual-studio", "visual-studio/way", PartnerPower.HandOverVisualStudio),
        ("relation", "customers/relation", null),
        ("budget", "customers/budget", null),
        ("plan", "customers/plan", null),
    ];

    /// <param name="reader">Who reads it.</param>
    /// <param name="acts">Acts of this dialog that the reader may do.</param>
    public static AdaptiveCard One(Texts texts, CustomerView view, Caller reader, IReadOnlyList<string> acts)
    {
        var customer = Guid.Parse(view.Customer.Id);
        return Look.Card(
            texts,
            view.Customer.Name,
            [
                Look.Small(view.Customer.Domain.Length > 0 ? $"{view.Customer.Domain} · {view.Customer.Id}" : view.Customer.Id),
                Look.Group(ReviewLine.Show(texts, CustomerLines.Standing(texts, view)).Concat(CreditSection.Lines(texts, view.Credit))),
                Look.Section(texts[CustomersText.SubscriptionsSection]),
                .. Subscriptions(texts, view),
                Look.Section(texts[CustomersText.RequestsSection]),
                .. Requests(texts, view),
                .. Look.Second(
                    "orders",
                    texts[CustomersText.PurchasesSection],
                    [Look.Section(texts[CustomersText.PurchasesSection]), .. CustomerLines.Purchases(texts, view)]),
                Look.Section(texts[CustomersText.DoSection]),
                Words(Ways.Where(way => way.Power is { } power ? reader.May(power) : acts.Contains(way.Name))
                    .Where(way => way.Name != PlanForm.Act || !view.HasPlan)
                    .Select(way => Look.Word(texts["Customers.Way." + way.Name], way.Verb, About(view.Customer)))),
                .. Look.Second(
                    "portals",
                    texts[CustomersText.PortalSection],
                    [
                        Look.Section(texts[CustomersText.PortalSection]),
                        Words(CustomerPortals.Words(
                            texts, customer, view.Azure.FirstOrDefault(one => one.IsActive) is { } first ? Guid.Parse(first.Id) : null)),
                    ]),
            ],
            [Look.Go(texts[CustomersText.AgainButton], CustomersDialog.Own + "/show", About(view.Customer))]);
    }

    /// <summary>All subscriptions, a page at a time.</summary>
    public static AdaptiveCard All(Texts texts, SoldPage page) => Look.Card(
        texts,
        texts[CustomersText.AllTitle, page.Customer.Name],
        [
            Look.Text(texts[CustomersText.AllCount, page.All.Count, page.Page + 1, page.Pages]),
            .. page.Rows.SelectMany(one => Sold(texts, one).Concat(one.Azure.Select(azure =>
                Look.Small(texts[CustomersText.AzureBelow, azure.Name, CustomerLines.State(texts, azure)])))),
        ],
        [
            page.Page > 0 ? Look.Go(texts[CustomersText.EarlierButton], SoldPage.Verb, page.To(page.Page - 1)) : null,
            page.Page + 1 < page.Pages ? Look.Go(texts[CustomersText.MoreButton], SoldPage.Verb, page.To(page.Page + 1)) : null,
            Look.Go(texts[CommonText.BackButton], CustomersDialog.Own + "/show", About(page.Customer)),
        ]);

    public static JsonObject About(Customer customer) => new() { ["customer"] = customer.Id };

    private static AdaptiveElement Line(ReviewLine line) => Look.Line(line.Mark, line.Text, line.Help);

    private static IEnumerable<AdaptiveElement> Subscriptions(Texts texts, CustomerView view)
    {
        if (view.Sold.Fault is { } fault)
        {
            yield return Line(CustomerLines.Unread(texts, CustomersText.SoldUnread, fault));
            yield break;
        }

        if (view.All.Count == 0)
            yield return Look.Quiet(texts[CustomersText.SoldNone]);
        foreach (var element in view.All.Take(MostSold).SelectMany(one => Sold(texts, one)))
            yield return element;
        foreach (var azure in view.Azure.Take(MostAzure))
            yield return Azure(texts, view, azure);
        if (view.Owners.Fault is { } unread)
            yield return Line(CustomerLines.Unread(texts, CustomersText.OwnersUnread, unread));
        if (view.All.Count > MostSold || view.Azure.Count > MostAzure)
            yield return Look.Words([Look.Word(
                texts[CustomersText.AllButton, view.All.Count, view.Azure.Count], SoldPage.Verb, About(view.Customer))])!;
    }

    private static IEnumerable<AdaptiveElement> Sold(Texts texts, SoldSubscription one)
    {
        yield return new AdaptiveTextBlock(one.Name)
        {
            Wrap = true,
            Weight = AdaptiveTextWeight.Bolder,
            Spacing = AdaptiveSpacing.Small,
        };
        yield return Look.Small(CustomerLines.Details(texts, one));
        if (one.Unread is { } fault)
            yield return Look.Small(texts[CustomersText.AzureUnread, Sentences.What(Refusal.From(fault), texts)]);
    }

    /// <summary>An Azure subscription with its Owners; a click shows who has access.</summary>
    private static AdaptiveColumnSet Azure(Texts texts, CustomerView view, AzureSubscription one) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(one.Name) { Wrap = true },
                    Look.Small($"{CustomerLines.State(texts, one)} · {CustomerLines.Owners(texts, view, one)}"),
                ],
                Width = "stretch",
            },
            Look.Opens(texts[CustomerAccessText.AccessButton]),
        ],
        Spacing = AdaptiveSpacing.Small,
        SelectAction = Look.Go(
            texts[CustomersText.OpenAccess, one.Name],
            CustomersDialog.Own + "/access",
            new JsonObject { ["customer"] = view.Customer.Id, ["subscription"] = one.Id }),
    };

    private static IEnumerable<AdaptiveElement> Requests(Texts texts, CustomerView view)
    {
        if (view.Open.Count == 0)
            yield return Look.Quiet(texts[CustomersText.RequestsNone]);
        foreach (var request in view.Open.Take(MostRequests))
        {
            yield return new AdaptiveColumnSet
            {
                Columns =
                [
                    new AdaptiveColumn
                    {
                        Items =
                        [
                            new AdaptiveTextBlock(request.Operation.Title(texts)) { Wrap = true },
                            Look.Small($"{request.Id} · {RequestCards.Standing(request, texts)}"),
                        ],
                        Width = "stretch",
                    },
                    Look.Opens(texts[CustomerAccessText.Open]),
                ],
                Spacing = AdaptiveSpacing.Small,
                SelectAction = Look.Go(
                    texts[CustomersText.OpenRequest, request.Id], "requests/show", new JsonObject { ["request"] = request.Id }),
            };
        }

        if (view.Open.Count > MostRequests)
            yield return Look.Quiet(texts[CustomersText.RequestsMore, view.Open.Count - MostRequests]);
    }

    /// <summary>Two beside each other, as a narrow card has room for.</summary>
    private static AdaptiveContainer Words(IEnumerable<AdaptiveColumn> words) => new()
    {
        Items =
        [
            .. words.Chunk(2).Select(some => new AdaptiveColumnSet { Columns = [.. some], Spacing = AdaptiveSpacing.Small }),
        ],
        Spacing = AdaptiveSpacing.Small,
    };
}

/// <summary>A page of what a customer is sold.</summary>
internal sealed record SoldPage(Customer Customer, IReadOnlyList<SoldSubscription> All, int Page)
{
    public const string Verb = CustomersDialog.Own + "/subscriptions";
    private const int Size = 12;

    public int Pages => Math.Max(1, (All.Count + Size - 1) / Size);

    public IEnumerable<SoldSubscription> Rows => All.Skip(Page * Size).Take(Size);

    public JsonObject To(int page) => new()
    {
        ["customer"] = Customer.Id,
        ["page"] = page.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The page that was asked for, as far as there is one.</summary>
    public static SoldPage Of(Customer customer, IReadOnlyList<SoldSubscription> all, string page)
    {
        var first = new SoldPage(customer, all, 0);
        var isPage = int.TryParse(
            page, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var asked);
        return isPage ? first with { Page = Math.Clamp(asked, 0, first.Pages - 1) } : first;
    }
}
