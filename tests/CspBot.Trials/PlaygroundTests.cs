using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Trials;

/// <summary>A newcomer's first minutes, with every part as a process of its own: sandbox, bot, and two Playground windows.</summary>
public sealed class PlaygroundTests
{
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

    /// <summary>The newcomer's story builds the bot as the newcomer does; the others take it as it is.</summary>
    private const string Built = "--no-build";

    /// <summary>For a story as a whole, beside all other trials.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static string Pictures => Path.Combine(SourceTree.Root, "TestResults", "pictures", "playground");

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task Nora_asks_Tomas_approves_and_the_world_holds_one_more_Owner()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(2));
        var process = await StartAsync(sandbox, bot, playground);
        await using var end = process;
        var control = World(sandbox);
        var before = await OwnersAsync(control);

        var (code, output) = await NodeScript.RunAsync(
            Patience, "story.mjs", Window(playground), Window(playground + 1), Pictures);

        Assert.True(code == 0, output);
        var told = JsonSerializer.Deserialize<JsonElement>(
            output.Split('\n').First(line => line.StartsWith("{\"request\"", StringComparison.Ordinal)));
        Assert.Contains("Done and verified", told.GetProperty("end").GetString(), StringComparison.Ordinal);
        Assert.Contains("Read it back from Azure", told.GetProperty("end").GetString(), StringComparison.Ordinal);
        var after = await OwnersAsync(control);
        Assert.Single(after.Except(before));
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Equal(20, Directory.GetFiles(Pictures, "*.png").Length);
        await process.DisposeAsync();
        Assert.All(
            [sandbox, bot, playground, playground + 1], port => Assert.True(IsFree(port), $"Port {port} is still served after the end."));
    }

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task Nora_onboards_a_new_customer_and_the_world_holds_both_mappings_and_both_directory_tenants()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(2));
        await using var process = await StartAsync(sandbox, bot, playground, Built);
        var pictures = Path.Combine(Pictures, "..", "playground-onboarding");
        var before = await BotHost.Http.GetFromJsonAsync<JsonElement>(World(sandbox));

        var (code, output) = await NodeScript.RunAsync(
            Patience, "onboarding-story.mjs", Window(playground), Window(playground + 1), World(sandbox).AbsoluteUri, pictures);

        Assert.True(code == 0, output);
        var told = JsonSerializer.Deserialize<JsonElement>(
            output.Split('\n').First(line => line.StartsWith("{\"request\"", StringComparison.Ordinal)));
        Assert.Contains("Done and verified", told.GetProperty("end").GetString(), StringComparison.Ordinal);
        var world = await BotHost.Http.GetFromJsonAsync<JsonElement>(World(sandbox));
        Assert.DoesNotContain(told.GetProperty("company").GetString(), Customers(before).Select(customer => customer.Name));
        var tenant = Customers(world).Single(customer => customer.Name == told.GetProperty("company").GetString()).Id;
        var mappings = world.GetProperty("stackRegistrations").EnumerateArray()
            .Where(registration => registration
                .GetProperty("customerSubscriptions")
                .EnumerateArray()
                .Any(mapping => mapping.GetProperty("tenantId").GetString() == tenant))
            .Select(registration => registration.GetProperty("deployment").GetString());
        Assert.Equal(["Lyon", "Paris"], mappings.Order());
        var directories = world.GetProperty("directoryTenants").EnumerateArray()
            .Where(directory => directory.GetProperty("tenantId").GetString() == tenant)
            .Select(directory => directory.GetProperty("deployment").GetString());
        Assert.Equal(["Lyon", "Paris"], directories.Order());
        Assert.Equal(26, Directory.GetFiles(pictures, "*.png").Length);
    }

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task Nora_turns_a_permission_on_and_off_reads_the_list_and_a_sales_agent_only_looks()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(2));
        await using var process = await StartAsync(sandbox, bot, playground, Built, "Purchases__PollInterval=00:00:03");
        var pictures = Path.Combine(Pictures, "..", "playground-permission");

        var (code, output) = await NodeScript.RunAsync(
            Patience, "permission-story.mjs", Window(playground), Window(playground + 1), World(sandbox).AbsoluteUri, pictures);

        Assert.True(code == 0, output);
        var told = JsonSerializer.Deserialize<JsonElement>(
            output.Split('\n').First(line => line.StartsWith("{\"request\"", StringComparison.Ordinal)));
        string State(string name) => told.GetProperty("states").GetProperty(name).ToString();
        Assert.Equal("", State("withoutTick"));
        Assert.Equal("""["AzureReservedInstances"]""", State("on"));
        Assert.Equal("", State("off"));
        Assert.NotEqual("", State("lamnaBefore"));
        Assert.Equal("", State("lamna"));
        Assert.Equal("", State("drift"));
        Assert.Equal("""["Read it again","Back","Close"]""", State("readOnlyButtons"));
        Assert.Equal(30, Directory.GetFiles(pictures, "*.png").Length);
    }

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task A_customer_buys_and_Nora_hears_of_it_in_her_chat_in_the_channel_and_in_the_days_message()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(2));

        // A look every two seconds, and an office that never closes: the hour at which tests run marks nothing.
        await using var process = await StartAsync(
            sandbox,
            bot,
            playground,
            Built,
            "Purchases__PollInterval=00:00:02",
            "Purchases__OfficeFrom=00:00",
            "Purchases__OfficeTo=23:59",
            "Purchases__OfficeDays=Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday");
        var pictures = Path.Combine(Pictures, "..", "playground-purchases");

        var (code, output) = await NodeScript.RunAsync(
            Patience, "purchase-story.mjs", Window(playground), World(sandbox).AbsoluteUri, pictures);

        Assert.True(code == 0, output);
        var told = JsonSerializer.Deserialize<JsonElement>(
            output.Split('\n').First(line => line.StartsWith("{\"order\"", StringComparison.Ordinal)));
        var usual = told.GetProperty("usual").EnumerateArray().Select(order => order.GetString()!).ToList();
        Assert.Equal(3, usual.Count);
        Assert.All(usual, order => Assert.Contains("order " + order, told.GetProperty("digest").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain(told.GetProperty("order").GetString()!, told.GetProperty("digest").GetString(), StringComparison.Ordinal);
        Assert.Equal(22, Directory.GetFiles(pictures, "*.png").Length);
    }

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task Nora_buys_exchanges_returns_and_trades_in_and_each_card_says_what_the_quotes_and_the_world_say()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(2));
        await using var process = await StartAsync(sandbox, bot, playground, Built);
        var pictures = Path.Combine(Pictures, "..", "playground-reservations");

        var (code, output) = await NodeScript.RunAsync(
            Patience, "reservation-story.mjs", Window(playground), Window(playground + 1), World(sandbox).AbsoluteUri, pictures);

        Assert.True(code == 0, output);
        var acts = JsonSerializer.Deserialize<JsonElement>(
            output.Split('\n').First(line => line.StartsWith("{\"request\"", StringComparison.Ordinal))).GetProperty("acts");
        ReservationLife.Check(acts, await BotHost.Http.GetFromJsonAsync<JsonElement>(new Uri(World(sandbox), "calls?api=arm")));
        Assert.Equal(48, Directory.GetFiles(pictures, "*.png").Length);
    }

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task Nora_hands_licences_over_in_each_way_is_asked_how_it_went_and_Tomas_hears_that_the_customer_removed_us()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(2));
        await using var process = await StartAsync(sandbox, bot, playground, Built, "VisualStudio__RemindAfter=00:01:00");
        var pictures = Path.Combine(Pictures, "..", "playground-visual-studio");

        var (code, output) = await NodeScript.RunAsync(
            Patience, "visual-studio-story.mjs", Window(playground), Window(playground + 1), pictures, "en");

        Assert.True(code == 0, output);
        var told = JsonSerializer.Deserialize<JsonElement>(
            output.Split('\n').First(line => line.StartsWith("{\"request\"", StringComparison.Ordinal)));
        Assert.Equal(3, told.GetProperty("ways").EnumerateObject().Select(way => way.Value.GetString()).Distinct().Count());
        Assert.Equal(42, Directory.GetFiles(pictures, "*.png").Length);
    }

    [RequiresFact("npm-ci", "chromium", "playground")]
    public async Task Nora_hands_licences_over_in_French_and_says_that_it_worked()
    {
        var (sandbox, bot, playground) = (FreePorts(7), FreePorts(1), FreePorts(1));
        await using var process = await StartAsync(sandbox, bot, playground, Built, "--no-playground");
        var folder = TempFolder.Create("window");
        var config = Path.Combine(folder, "nora.yml");
        await File.WriteAllTextAsync(config, new Playground("Nora Lind", "nora", playground).Configuration());
        await using var window = await ServerProcess.StartAsync(
            "TERM",
            folder,
            "speaks fr-FR",
            [
                Tools.Node!, Path.Combine(Tools.BrowserFolder, "window-in.mjs"), Window(bot), config,
                playground.ToString(CultureInfo.InvariantCulture), "fr-FR",
            ]);
        var pictures = Path.Combine(Pictures, "..", "playground-visual-studio-fr");

        var (code, output) = await NodeScript.RunAsync(
            Patience, "visual-studio-story.mjs", Window(playground), "", pictures, "fr");

        Assert.True(code == 0, output);
        Assert.Contains("{\"request\":\"R-", output, StringComparison.Ordinal);
        Assert.Equal(24, Directory.GetFiles(pictures, "*.png").Length);
    }

    [RequiresFact("npm-ci", "chromium")]
    public async Task The_tools_of_the_browser_tests_pass_their_own_tests()
    {
        var (code, output) = await NodeScript.RunAsync(Patience, "tools.test.mjs");
        Assert.True(code == 0, output);
    }

    /// <summary>Sandbox, bot and two Playground windows, ended together with what is returned.</summary>
    /// <param name="settings">The bot's own, as <c>KEY=VALUE</c> of its environment; the sandbox's begin with two hyphens.</param>
    private static Task<ServerProcess> StartAsync(int sandbox, int bot, int playground, params string[] settings)
    {
        var switches = settings.Where(setting => setting.StartsWith("--", StringComparison.Ordinal)).ToList();
        var folder = TempFolder.Create("story");
        return ServerProcess.StartAsync(
            "TERM",
            folder,
            "Ctrl-C ends all of it",
            [
                "env", "Test__Slower=" + BotHost.Slower, .. settings.Except(switches), "dotnet", "exec", SandboxProgram,
                Setting("Port", sandbox), Setting("BotPort", bot), Setting("PlaygroundPort", playground), "--Sandbox:Folder=" + folder,
                .. switches,
            ],
            TimeSpan.FromMinutes(4));
    }

    private static string SandboxProgram
    {
        get
        {
            var configuration = AppContext.BaseDirectory.Contains(
                $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    ? "Release"
                    : "Debug";
            return Path.Combine(SourceTree.Root, "src", "CspBot.Sandbox", "bin", configuration, "net10.0", "CspBot.Sandbox.dll");
        }
    }

    private static string Setting(string name, int port) => string.Create(CultureInfo.InvariantCulture, $"--Sandbox:{name}={port}");

    private static string Window(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/");

    private static Uri World(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/control/world"));

    private static IEnumerable<(string Id, string Name)> Customers(JsonElement world) =>
        world
            .GetProperty("customers")
            .EnumerateArray()
            .Select(customer => (customer.GetProperty("id").GetString()!, customer.GetProperty("name").GetString()!));

    private static async Task<IReadOnlyList<string>> OwnersAsync(Uri world)
    {
        var json = await BotHost.Http.GetFromJsonAsync<JsonElement>(world);
        return
        [
            .. json.GetProperty("roleAssignments").EnumerateArray()
                .Where(assignment =>
                    assignment.GetProperty("roleDefinitionId").GetString()!.EndsWith(Owner, StringComparison.OrdinalIgnoreCase))
                .Select(assignment => assignment.GetProperty("id").GetString()!),
        ];
    }

    /// <summary>The first of so many neighbouring free ports, below those that the system gives to outgoing connections.</summary>
    private static int FreePorts(int count)
    {
        while (true)
        {
            var first = RandomNumberGenerator.GetInt32(12_000, 32_000);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
