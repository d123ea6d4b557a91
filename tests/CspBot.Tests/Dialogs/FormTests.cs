using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Dialogs.GrantOwner;
using CspBot.Dialogs.OnboardStackTenant;
using CspBot.Resources;
using CspBot.Tests.Cards;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// What forms take: numbers and days as people type them, titles for values, searches by those who may, and customers of any size.
/// </summary>
public sealed class FormTests
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 22, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("50,000", "en", "50000")]
    [InlineData("50,000", "fr", "50")]
    [InlineData("50.000", "en", "50")]
    [InlineData("50.000", "fr", "50000")]
    [InlineData("50 000", "en", "50000")]
    [InlineData("50\u00a0000,50", "fr", "50000.5")]
    [InlineData("50\u202f000", "fr", "50000")]
    [InlineData("1,234,567.89", "en", "1234567.89")]
    [InlineData("1.234.567,89", "en", "1234567.89")]
    [InlineData("1'234.5", "en", "1234.5")]
    [InlineData("12,5", "en", "12.5")]
    [InlineData("1234,567", "en", null)]
    [InlineData("1,23,456", "en", null)]
    [InlineData("-5", "en", null)]
    [InlineData("1e9", "en", null)]
    [InlineData("٥٠", "en", null)]
    [InlineData("", "en", null)]
    [InlineData(".", "en", null)]
    public void An_amount_is_read_as_its_reader_means_it(string typed, string language, string? amount) =>
        Assert.Equal(
            amount is null ? null : decimal.Parse(amount, CultureInfo.InvariantCulture), Typed.Amount(typed, Texts.For(language).Culture));

    [Theory]
    [InlineData("1234567.89")]
    [InlineData("50000")]
    [InlineData("0.5")]
    public void What_our_own_cards_write_is_read_again(string number)
    {
        var amount = decimal.Parse(number, CultureInfo.InvariantCulture);
        foreach (var texts in Texts.All)
        {
            Assert.Equal(amount, Typed.Amount(amount.ToString("N2", texts.Culture), texts.Culture));
            Assert.Equal(amount, Typed.Amount(amount.ToString("0.##", texts.Culture), texts.Culture));
        }
    }

    /// <summary>
    /// Case 31: a device with the Buddhist calendar sends the year 2569. The day of an agreement is no
    /// field any more; this is the one that is left.
    /// </summary>
    [Fact]
    public async Task A_day_of_another_calendar_is_the_form_s_error()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("reservation permission adatum");
        var typed = new Dictionary<string, string>
        {
            ["reservedInstances"] = "true",
            ["liability"] = "true",
            ["until"] = "2569-11-20",
            ["reason"] = "x",
        };
        var answer = await host.Nora.ClicksAsync(form, "reservation-permission/submit", typed);
        Assert.Equal("2569-11-20", CardReader.Value(answer, "until"));
        Assert.True(CardReader.HasButton(answer, "reservation-permission/submit"));
    }

    [Fact]
    public async Task Titles_are_taken_for_values_where_one_choice_alone_says_so()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.SaysAsync("grant owner adatum");
        var (user, subscription) = (CardReader.Choices(form, "user")[0], CardReader.Choices(form, "subscription")[0]);
        var titles = new Dictionary<string, string>
        {
            ["subscription"] = subscription.Title,
            ["user"] = user.Title,
            ["duration"] = CardReader.Choices(form, "duration")[0].Title,
            ["reason"] = "x",
        };
        var review = await host.Nora.ClicksAsync(form, "grant-owner/details", titles);
        var sent = CardReader.Button(review, "grant-owner/submit").GetProperty("data");
        Assert.Equal(
            (subscription.Value, user.Value, "1h"),
            (sent.GetProperty("subscription").GetString(), sent.GetProperty("user").GetString(), sent.GetProperty("duration").GetString()));

        // So is what a search listed; what nobody listed is not.
        var found = (await host.Nora.SearchesAsync("users", "gra"))[0];
        titles["user"] = found.Title;
        Assert.True(CardReader.HasButton(await host.Nora.ClicksAsync(form, "grant-owner/details", titles), "grant-owner/submit"));
        titles["user"] = "Grace Nobody (" + found.Title.Split('(')[1];
        Assert.False(CardReader.HasButton(await host.Nora.ClicksAsync(form, "grant-owner/details", titles), "grant-owner/submit"));

        var stack = await host.Nora.SaysAsync("onboard stack adatum");
        var onboarding = new Dictionary<string, string>
        {
            ["deployments"] = "Paris",
            ["subscription"] = subscription.Title,
            ["manages"] = CardReader.Choices(stack, "manages")[1].Title,
            ["reason"] = "x",
        };
        Assert.True(CardReader.HasButton(
            await host.Nora.ClicksAsync(stack, StackScenarios.Dialog + "details", onboarding), StackScenarios.Dialog + "submit"));
        Assert.Equal(
            "Same (…)",
            Searches.ValueOf(
                "Same (…)",
                [new AdaptiveChoice { Title = "Same (…)", Value = "1" }, new AdaptiveChoice { Title = "Same (…)", Value = "2" }]));
    }

    [Fact]
    public async Task A_route_of_titles_is_the_route_of_their_values()
    {
        await using var host = await BotHost.StartAsync();
        var form = await host.Nora.ClicksAsync(await host.Nora.SaysAsync("notifications"), "notifications/new");
        var titles = new Dictionary<string, string>
        {
            ["customer"] = CardReader.Choices(form, "customer")[0].Title,
            ["kinds"] = string.Join(", ", CardReader.Choices(form, "kinds").Take(2).Select(kind => kind.Title)),
            ["when"] = CardReader.Choices(form, "when")[1].Title,
            ["minimum"] = "50,000",
            ["digestAt"] = "07:30",
        };
        var saved = CardReader.Text(await host.Nora.ClicksAsync(form, "notifications/save", titles));
        Assert.Contains("once a day at 07:30", saved, StringComparison.Ordinal);
        Assert.Contains("50,000.00", saved, StringComparison.Ordinal);
        Assert.Contains("Adatum Corporation", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_set_is_searched_by_those_who_may_open_a_dialog_that_searches_it()
    {
        await using var host = await BotHost.StartAsync();
        var about = new JsonObject { ["customer"] = Adatum };
        foreach (var dataset in new[] { Searches.Users, Searches.Subscriptions })
        {
            Assert.NotEmpty(await host.Nora.SearchesAsync(dataset, "", about.DeepClone().AsObject()));
            foreach (var agent in new[] { host.Pierre, host.Ingrid, host.Omar })
                Assert.Empty(await agent.SearchesAsync(dataset, "", about.DeepClone().AsObject()));
        }

        Assert.NotEmpty(await host.Ingrid.SearchesAsync(Searches.Customers, "adatum"));
        Assert.Empty(await host.Omar.SearchesAsync(Searches.Customers, "adatum"));
        Assert.Empty(await host.Nora.SearchesAsync("made-up", "a", about));
    }

    [Fact]
    public async Task A_Stack_review_that_cannot_be_submitted_leaves_its_reason_on_record()
    {
        await using var host = await BotHost.StartAsync();
        var review = await StackScenarios.ReviewAsync(host.Nora, "adatum", subscription: "3c0ffee0-0000-4000-8000-000002000001");
        Assert.False(CardReader.HasButton(review, StackScenarios.Dialog + "submit"));
        Assert.Contains(await host.AuditAsync(), entry =>
            entry.Kind == "refused" && entry.Document.Contains("OnboardStackTenant.WrongDirectory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void A_form_fits_whatever_a_customer_holds(string language)
    {
        var texts = Texts.For(language);
        string Name(int i) => new string('漢', 250) + i.ToString("D6", CultureInfo.InvariantCulture);
        List<AdaptiveChoice> Many(int count) =>
            [.. Enumerable.Range(0, count).Select(i => new AdaptiveChoice { Title = Name(i), Value = Guid.NewGuid().ToString() })];
        var errors = new Dictionary<string, string>();
        var grant = new GrantOwnerForm(
            "F-1", Adatum, Guid.NewGuid().ToString(), "grace@adatum.example", "8h", new string('漢', 500), new string('漢', 60));
        List<AdaptiveChoice> roles = [.. CspBot.Cloud.AzureRoles.Offered.Select(role => GrantOwnerCards.Choice(texts, role))];
        var choices = new GrantOwnerChoices(Name(0), Searches.Fit(Many(1000)), Searches.Fit(Many(1000)), roles, []);
        CheckSize(GrantOwnerCards.Form(texts, "grant-owner", grant, choices, FormNotice.None));
        var wide = grant with
        {
            IsWide = true,
            User = string.Join(',', Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())),
            Role = new string('漢', 120),
        };
        CheckSize(GrantOwnerCards.Form(texts, "grant-owner", wide, choices, FormNotice.None));
        var stack = OnboardStackTenantForm.For("F-1", Adatum).With("reason", new string('漢', 500));
        List<AdaptiveChoice> stamps = [.. Enumerable.Range(0, 200).Select(i => new AdaptiveChoice { Title = Name(i), Value = Name(i) })];
        CheckSize(OnboardStackTenantCards.Details(
            texts, stack, new StackTenantChoices(Name(0), stamps, Searches.Fit(Many(1000)), true), null, errors));
        List<Customer> customers = [.. Enumerable.Range(0, 25).Select(
            i => new Customer(Guid.NewGuid().ToString(), Name(i), "customer.onmicrosoft.com"))];
        CheckSize(Look.Card(texts, texts["GrantOwner.Name"], [CustomerChoice.Field(texts, customers, null)]));

        // Where all fit, all are listed.
        Assert.Equal(
            25,
            Searches.Fit([.. Enumerable.Range(0, 40).Select(
                i => new AdaptiveChoice { Title = $"Adatum Production {i} (3c0ffee0…)", Value = Guid.NewGuid().ToString() })]).Count);
    }

    private static void CheckSize(AdaptiveCard card)
    {
        var json = card.ToJson();
        Assert.DoesNotContain(
            CardJsonRules.Check(JsonElement.Parse(json)), fault => !fault.Contains("not among its choices", StringComparison.Ordinal));
        Assert.InRange(Math.Max(Encoding.UTF8.GetByteCount(json), 2 * json.Length), 0, 28 * 1024);
    }
}
