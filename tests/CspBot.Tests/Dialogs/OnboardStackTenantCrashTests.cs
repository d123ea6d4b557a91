using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Dialogs;

/// <summary>An onboarding survives being killed after every step, and every write whose answer is lost: each has one effect.</summary>
public sealed class OnboardStackTenantCrashTests(ITestOutputHelper output)
{
    private const string Name = "Phoenix Works";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Each process repeats the step that the last one did not get to store, does the next one, and dies: before storing it, or right after.
    /// </summary>
    [Theory]
    [InlineData("step-after-effect#2")]
    [InlineData("step-after-commit#1")]
    public async Task Killed_after_every_step(string place)
    {
        await using var bot = await BotProcess.PrepareAsync();
        await bot.ControlAsync("knobs", new { acceptInvitations = true });
        await bot.StartAsync();
        await bot.Tomas.InstallAsync();
        var review = await StackScenarios.ReviewNewAsync(bot.Nora, Name);
        var (id, ask) = await StackScenarios.SubmitAsync(bot, review);
        await bot.KillAsync();
        await bot.StartAsync(stopAt: place);
        try
        {
            await bot.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        }
        catch (HttpRequestException)
        {
            // It died over the first step: the decision was stored before that.
        }

        await bot.StoppedOrAsync(() => false, Patience);
        await bot.KillAsync();

        var kills = 0;
        while (true)
        {
            await bot.StartAsync(stopAt: place);
            await bot.StoppedOrAsync(() => Stands(bot, id, "Waiting for somebody") || Stands(bot, id, "Done and verified"), Patience);
            if (Stands(bot, id, "Done and verified"))
                break;
            if (!bot.HasStopped)
                await ConsentAndContinueAsync(bot, id);
            if (bot.HasStopped)
                kills++;
            await bot.KillAsync();
        }

        output.WriteLine($"{place}: killed {kills} times");
        Assert.True(kills >= 12, $"It was killed {kills} times only.");
        await CheckOneEffectAsync(bot);
    }

    [Theory]
    [InlineData("""{"dropConnection":true}""")]
    [InlineData("""{"status":500}""")]
    [InlineData("""{"status":503}""")]
    public async Task Every_write_fails_once_after_it_was_done(string fault)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { acceptInvitations = true });
        (string Api, string Method, string Path)[] writes =
        [
            ("partnercenter", "POST", "*/v1/customers"),
            ("partnercenter", "POST", "*/agreements"),
            ("partnercenter", "POST", "*/carts"),
            ("partnercenter", "POST", "*/checkout"),
            ("graph", "POST", "*/invitations"),
            ("arm", "PUT", "*/roleAssignments/*"),
            ("arm", "PUT", "*/customerSubscriptions/*"),
            ("arm", "PUT", "*/customerSubscriptions/*"),
            ("stackadmin", "PUT", "*/resourcegroups/system.*"),
            ("stackadmin", "PUT", "*/directoryTenants/*"),
            ("stackadmin", "POST", "*/checkIdentityHealth"),
            ("stacktenant", "PUT", "*/resourcegroups/*"),
            ("stacktenant", "DELETE", "*/resourcegroups/*"),
        ];
        foreach (var (api, method, path) in writes)
        {
            var body = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
            (body["api"], body["method"], body["path"], body["afterWrite"], body["times"]) = (api, method, path, true, 1);
            await host.ControlAsync("faults", body);
        }

        var id = await StackScenarios.ApproveAsync(host, await StackScenarios.ReviewNewAsync(host.Nora, Name));
        while (true)
        {
            await host.Teams.WaitForAsync("the next stop", _ => Stands(host, id, "Waiting for somebody") || Stands(host, id, "Done and verified") || Stands(host, id, "Failed"), Patience);
            if (!Stands(host, id, "Waiting for somebody"))
                break;
            await ConsentAndContinueAsync(host, id);
        }

        Assert.True(Stands(host, id, "Done and verified"), Own(host, id)!.Text);
        await CheckOneEffectAsync(host);
    }

    [Fact]
    public async Task Twenty_at_once_over_two_bots_are_each_done_once_within_the_limits_of_Teams()
    {
        await using var one = await BotHost.StartAsync();
        await using var two = await one.StartAnotherAsync();
        await one.Tomas.InstallAsync();
        var mapped = (await StackScenarios.MappingsAsync(one)).Select(mapping => mapping.Tenant).ToHashSet();
        var world = await one.WorldAsync();
        var reseller = world.GetProperty("subscriptions").EnumerateArray()
            .Where(sold => sold.GetProperty("kind").GetString() != "license" && sold.GetProperty("status").GetString() == "active" && sold.GetProperty("azureSubscriptions").EnumerateArray().Any())
            .Select(sold => sold.GetProperty("customer").GetString()!)
            .Distinct();
        var chosen = new List<string>();
        var reviews = new List<(System.Text.Json.JsonElement Card, string Message)>();
        foreach (var tenant in reseller.Where(tenant => !mapped.Contains(tenant)))
        {
            var review = await StackScenarios.ReviewAsync((chosen.Count % 2 == 0 ? one : two).Nora, tenant, "Lyon");
            if (chosen.Count == 20)
                break;
            if (!CardReader.HasButton(review, StackScenarios.Dialog + "submit") || CardReader.Text(review).Contains("delegated administration to us", StringComparison.Ordinal))
                continue;
            await one.ControlAsync("stack", new { deployment = "Lyon", customer = tenant, consented = true });
            chosen.Add(tenant);
            reviews.Add((review, one.Nora.Mine()[^1].Id));
        }

        Assert.Equal(20, chosen.Count);
        var edits = new System.Collections.Concurrent.ConcurrentQueue<(string Conversation, string Path, DateTimeOffset At)>();
        one.Teams.Misbehave = (request, _) =>
        {
            if (request.Method == "PUT")
                edits.Enqueue((request.Path.Value!.Split('/')[4], request.Path.Value, TimeProvider.System.GetUtcNow()));
            return null;
        };
        foreach (var (i, review) in reviews.Index())
            await StackScenarios.ApproveAsync(i % 2 == 0 ? one : two, review.Card, cardId: review.Message);
        var finished = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(240);
        await Eventually.IsTrueAsync("all are mapped", async () => (await StackScenarios.MappingsAsync(one)).Count(mapping => chosen.Contains(mapping.Tenant)) == 20);
        await one.Teams.WaitForAsync("all are done", _ => one.Teams.Messages.Count(message => message.Conversation == one.Nora.Chat && message.Text.Contains("Azure Stack Lyon", StringComparison.Ordinal) && message.Text.Contains("Done and verified", StringComparison.Ordinal)) >= 20, finished - TimeProvider.System.GetUtcNow());

        var puts = (await one.CallsAsync()).Where(call => call.GetProperty("method").GetString() == "PUT" && call.GetProperty("path").GetString()!.Contains("customerSubscriptions", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.Equal(20, puts.Count);
        // Edits of a card fall together, and each bot paces itself per chat; two of them may meet, and Teams' 429 is honoured then.
        Assert.All(edits.GroupBy(edit => edit.Path), card => Assert.True(Busiest(card.Select(edit => edit.At), TimeSpan.FromSeconds(1)) <= 2, $"{card.Key} was edited too often."));
        Assert.All(edits.GroupBy(edit => edit.Conversation), chat =>
        {
            Assert.InRange(Busiest(chat.Select(edit => edit.At), TimeSpan.FromSeconds(1)), 0, 2 * 7);
            Assert.InRange(Busiest(chat.Select(edit => edit.At), TimeSpan.FromSeconds(30)), 0, 2 * 60);
        });
        output.WriteLine($"20 onboardings, {edits.Count} messages and edits");
    }

    /// <summary>Most edits in any stretch of this length.</summary>
    private static int Busiest(IEnumerable<DateTimeOffset> times, TimeSpan length)
    {
        var all = times.Order().ToList();
        return all.Count == 0 ? 0 : all.Max(from => all.Count(at => at >= from && at < from + length));
    }

    private static ShownMessage? Own(TestBot host, string id) =>
        host.Teams.Messages.LastOrDefault(message => message.Conversation == host.Nora.Chat && message.Text.Contains($"{id} ·", StringComparison.Ordinal));

    private static bool Stands(TestBot host, string id, string words) => Own(host, id)?.Text.Contains(words, StringComparison.Ordinal) == true;

    /// <summary>The customer's administrator does the part on every stamp; whoever gets no answer to Continue clicks later again.</summary>
    private static async Task ConsentAndContinueAsync(TestBot host, string id)
    {
        var tenant = (await StackScenarios.TenantOfAsync(host, Name))!;
        await StackScenarios.ConsentAsync(host, "Paris", tenant);
        await StackScenarios.ConsentAsync(host, "Lyon", tenant);
        var card = Own(host, id)!;
        if (!CardReader.HasButton(card.Card, "requests/retry"))
            return; // It went on by itself in the same moment.
        var shown = card.Versions.Count;
        try
        {
            await host.Nora.ClicksAsync(card.Card, "requests/retry", null, card.Id);
            await host.Teams.WaitForAsync("what follows Continue", message => message.Id == card.Id && message.Versions.Count > shown, TimeSpan.FromSeconds(20));
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            // The bot died over it: the next one goes on.
        }
    }

    private static async Task CheckOneEffectAsync(TestBot host)
    {
        var world = await host.WorldAsync();
        var customer = Assert.Single(world.GetProperty("customers").EnumerateArray(), one => one.GetProperty("name").GetString() == Name);
        var tenant = customer.GetProperty("id").GetString()!;
        var plan = Assert.Single(world.GetProperty("subscriptions").EnumerateArray(), one => one.GetProperty("customer").GetString() == tenant);
        var paying = Assert.Single(plan.GetProperty("azureSubscriptions").EnumerateArray()).GetProperty("id").GetString()!;
        Assert.Single(world.GetProperty("orders").EnumerateArray(), one => one.GetProperty("customer").GetString() == tenant);
        var guest = Assert.Single(world.GetProperty("users").EnumerateArray(), one => one.GetProperty("tenant").GetString() == tenant && one.GetProperty("userType").GetString() == "Guest");
        Assert.Single(await host.UserOwnersAsync(), (paying, guest.GetProperty("id").GetString()!));
        Assert.Equal([("Lyon", paying), ("Paris", paying)], (await StackScenarios.MappingsAsync(host)).Where(mapping => mapping.Tenant == tenant).Select(mapping => (mapping.Deployment, mapping.Subscription)).Order());
        Assert.Equal(["Lyon", "Paris"], (await StackScenarios.DirectoriesAsync(host)).Where(directory => directory.Tenant == tenant).Select(directory => directory.Deployment).Order());
        Assert.All(world.GetProperty("stackSubscriptions").EnumerateArray(), one => Assert.Equal(0, one.GetProperty("resourceGroups").GetArrayLength()));
    }
}
