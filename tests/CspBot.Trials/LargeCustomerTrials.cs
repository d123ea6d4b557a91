using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Conversation;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>
/// A customer with 1,000 subscriptions and 1,000 users, 200 deployments, and each name of 256 CJK letters, through the dialogs: every
/// card stays below what Teams takes, and what is not listed is found by search and can be chosen.
/// </summary>
[Trait("Run", "Trial")]
public sealed class LargeCustomerTrials(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Largest = 28 * 1024;
    private const int Many = 1_000;
    private const int Deployments = 200;
    private const int Last = Many - 1;
    private readonly List<(string What, int Bytes)> _sizes = [];
    private BotHost _host = null!;
    private string _customer = "";

    public async Task InitializeAsync()
    {
        Dictionary<string, string?> stamps = [];
        _host = await BotHost.StartAsync(prepare: all =>
        {
            // The same two stamps under many names: a form reads none of them.
            foreach (var (key, value) in all.Where(setting => setting.Key.StartsWith("Stack:Deployments:0:", StringComparison.Ordinal)))
            {
                for (var i = 2; i < Deployments; i++)
                    stamps[$"Stack:Deployments:{i}:{key.Split(':')[^1]}"] = key.EndsWith(":Name", StringComparison.Ordinal)
                        ? Name("站", i)
                        : value;
            }

            foreach (var (key, value) in stamps)
                ((IDictionary<string, string?>)all)[key] = value;
        });
        _customer = Seed(_host.Sandbox.World);
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("en-US", "grant owner ", "requests", "customers")]
    [InlineData("fr-FR", "accorder propriétaire ", "demandes", "clients")]
    public async Task A_grant_on_the_last_of_a_thousand_subscriptions(string locale, string phrase, string list, string customers)
    {
        var nora = _host.Nora.In(locale);
        Measure("customers", await nora.SaysAsync(phrase.Trim()));
        Measure("customers", await nora.SaysAsync(customers));
        var form = Measure("form", await nora.SaysAsync(phrase + _customer));
        Assert.InRange(CardReader.Choices(form, "subscription").Count, 1, Searches.Listed);
        Assert.InRange(CardReader.Choices(form, "user").Count, 1, Searches.Listed);
        var about = new JsonObject { ["customer"] = _customer };
        var subscription = Assert.Single(await nora.SearchesAsync(Searches.Subscriptions, Number(Last), about.DeepClone().AsObject()));
        Assert.DoesNotContain(CardReader.Choices(form, "subscription"), listed => listed.Value == subscription.Value);
        var filled = new Dictionary<string, string>
        {
            ["subscription"] = subscription.Value,
            ["user"] = CardReader.Choices(form, "user")[0].Value,
            ["duration"] = "permanent",
            ["reason"] = "",
            ["ticket"] = "INC-9",
        };
        form = Measure("form with errors", await nora.ClicksAsync(form, "grant-owner/details", filled));
        filled["reason"] = new string('理', 500);
        var review = Measure("review", await nora.ClicksAsync(form, "grant-owner/details", filled));
        var id = Scenarios.RequestOf(Measure("request", await nora.ClicksAsync(review, "grant-owner/submit")));
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, id);
        Measure("decided", await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id));
        await _host.Teams.WaitForAsync(
            "done", message => message.Conversation == nora.Chat && CardReader.HasButton(message.Card, "requests/undo"));
        Assert.Contains((subscription.Value, filled["user"]), await _host.UserOwnersAsync());
        Measure("list", await nora.SaysAsync(list));
        Check();
    }

    [Theory]
    [InlineData("en-US", "onboard stack ", "leaks", "tenants")]
    [InlineData("fr-FR", "intégrer stack ", "fuites", "locataires")]
    public async Task An_onboarding_onto_one_of_two_hundred_deployments(string locale, string phrase, string leaks, string tenants)
    {
        var nora = _host.Nora.In(locale);
        Measure("customers", await nora.SaysAsync(phrase.Trim()));
        Measure("leaks", await nora.SaysAsync(phrase + leaks));
        Measure("tenants", await nora.SaysAsync(phrase + tenants));
        var form = Measure("form", await nora.SaysAsync(phrase + _customer));
        var subscription = Assert.Single(
            await nora.SearchesAsync(Searches.Subscriptions, Number(Last), new JsonObject { ["customer"] = _customer }));
        var filled = new Dictionary<string, string>
        {
            ["deployments"] = "Lyon",
            ["subscription"] = subscription.Value,
            ["guest"] = StackScenarios.Guest,
            ["reason"] = "",
        };
        form = Measure("form with errors", await nora.ClicksAsync(form, StackScenarios.Dialog + "details", filled));
        filled["reason"] = new string('理', 500);
        var review = Measure("review", await nora.ClicksAsync(form, StackScenarios.Dialog + "details", filled));
        var own = Measure("request", await nora.ClicksAsync(review, StackScenarios.Dialog + "submit"));
        var ask = await Scenarios.AskForAsync(_host, _host.Tomas, Scenarios.RequestOf(own));
        Measure("decided", await _host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id));
        await _host.Teams.WaitForAsync(
            "it waits for the guest", message => message.Conversation == nora.Chat && CardReader.HasButton(message.Card, "requests/retry"));
        Check();
    }

    [Theory]
    [InlineData("en-US", "reservation permission ", "notifications")]
    [InlineData("fr-FR", "autorisation réservation ", "notifications")]
    public async Task A_permission_and_a_route_of_the_large_customer(string locale, string phrase, string notifications)
    {
        var nora = _host.Nora.In(locale);
        Measure("customers", await nora.SaysAsync(phrase.Trim()));
        Measure("form", await nora.SaysAsync(phrase + _customer));
        Measure("notifications", await nora.SaysAsync(notifications));
        Measure("route", await nora.SaysAsync(notifications + " " + _customer));
        Check();
    }

    private static string Name(string letter, int number) =>
        string.Concat(Enumerable.Repeat(letter, 256 - Number(number).Length)) + Number(number);

    private static string Number(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>One more customer with so much below it; its id.</summary>
    private static string Seed(World world)
    {
        lock (world.Gate)
        {
            for (var i = 0; i < Searches.Listed; i++)
                Add(world);
            var customer = world.Customers[^1];
            var plan = world.Customer(customer.Id)!.Subscriptions.Single(sold => sold.Kind == Subscription.Plan);
            for (var i = plan.AzureSubscriptions.Count; i < Many; i++)
                plan.AzureSubscriptions.Add(CspBot.Sandbox.Seed.AddAzureSubscription(world, customer, Name("訂", i), i + 1, 0));
            for (var i = 0; i < Many; i++)
            {
                world.People.Add(new Person
                {
                    Id = Ids.User(customer.Number, 100 + i),
                    Tenant = customer.Id,
                    UserPrincipalName = $"user{i}@{customer.Domain}",
                    DisplayName = Name("人", i),
                });
            }

            return customer.Id;
        }
    }

    private static void Add(World world)
    {
        var number = world.Customers.Count + 1;
        world.Add(new Customer
        {
            Number = number,
            Id = Ids.Customer(number),
            Name = Name("客", number),
            Domain = $"large{number}.onmicrosoft.com",
        });
    }

    private JsonElement Measure(string what, JsonElement card)
    {
        _sizes.Add((what, Size(card)));
        return card;
    }

    private static int Size(JsonElement card)
    {
        var json = JsonSerializer.Serialize(card, Plain);
        return Math.Max(Encoding.UTF8.GetByteCount(json), json.Length * sizeof(char));
    }

    /// <summary>What was answered and what was sent, also to the approver and as edits.</summary>
    private void Check()
    {
        foreach (var version in _host.Teams.Messages.SelectMany(message => message.Versions))
        {
            if (version.TryGetProperty("attachments", out var attachments))
                _sizes.AddRange(attachments.EnumerateArray().Select(one => ("message", Size(one.GetProperty("content")))));
        }

        output.WriteLine($"{_sizes.Count} cards, the largest: " + string.Join(", ", _sizes.OrderByDescending(size => size.Bytes).Take(5)));
        Assert.All(_sizes, size => Assert.InRange(size.Bytes, 1, Largest));
    }

    /// <summary>As people read it: letters as letters.</summary>
    private static JsonSerializerOptions Plain { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
