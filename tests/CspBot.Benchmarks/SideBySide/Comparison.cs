using System.Diagnostics;
using System.Globalization;

namespace CspBot.Benchmarks.SideBySide;

/// <summary>Builds of the bot beside each other in one run, by processor time: their channels, their starts, whole bots.</summary>
/// <remarks>
/// Everything is measured in short rounds that take turns, and each round is compared with the first build's round beside it, so that
/// other work on the machine falls on all of them. Processor time is each process's own: what store, pretend Microsoft and sender need
/// does not count, but for SQLite, which works inside of the bot.
/// </remarks>
internal static class Comparison
{
    private const int Rounds = 7;
    private const int Starts = 5;

    private static readonly string Self = Path.Combine(AppContext.BaseDirectory, "CspBot.Benchmarks.dll");
    private static readonly Dictionary<string, string> None = [];

    /// <param name="arguments">
    /// Folders with published bots (<c>dotnet publish src/CspBot -c Release -o …</c>); the first is what the others are compared with.
    /// <c>--bots</c> leaves out what publish options do not change: channels and tokens.
    /// </param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        List<string> folders = [.. arguments.Where(argument => argument != "--bots")];
        if (folders.Count == 0 || folders.FirstOrDefault(folder => !File.Exists(Path.Combine(folder, "CspBot.dll"))) is not null)
        {
            await Console.Error.WriteLineAsync("Name folders with published bots: beside <folder> <folder>…");
            return 2;
        }

        var work = Directory.CreateTempSubdirectory("cspbot-beside-").FullName;
        try
        {
            await using var teams = await PretendTeams.StartAsync();
            var builds = folders
                .Select(folder => (Name: Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), Folder: Path.GetFullPath(folder)))
                .ToList();
            Console.WriteLine($"| processor time | {string.Join(" | ", builds.Select(build => build.Name))} |");
            Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", builds.Count))}");
            if (folders.Count == arguments.Length)
            {
                await ChannelsAsync(builds, teams, work);
                await TokensAsync(builds, teams, work);
            }

            await BotsAsync(builds, teams, work);
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>An echo bot on each build's channel, and Kestrel alone: a turn net of store and upstream.</summary>
    private static async Task ChannelsAsync(List<(string Name, string Folder)> builds, PretendTeams teams, string work)
    {
        await using var subjects = new Subjects();
        foreach (var build in builds)
            await subjects.AddAsync(Subject.Start(build.Name, ["exec", Self, "channel", build.Folder], work, None));
        await subjects.AddAsync(Subject.Start("floor", ["exec", Self, "floor"], work, None));
        foreach (var post in new[] { Post.Message(teams), Post.Click(teams) })
        {
            var costs = await subjects.TakeTurnsAsync(post, count: 5000, Rounds);
            Row("channel alone: " + post.Name + ", µs", costs[..^1]);
            Console.WriteLine("| …, the bare floor as a share of it | "
                + $"{string.Join(" | ", costs[..^1].Select(cost => Text(Median(costs[^1]) / Median(cost))))} |");
        }
    }

    private static async Task TokensAsync(List<(string Name, string Folder)> builds, PretendTeams teams, string work)
    {
        await using var subjects = new Subjects();
        foreach (var build in builds)
            await subjects.AddAsync(
                Subject.Start(build.Name, ["exec", Self, "channel", build.Folder, $"{teams.Address}openid"], work, None));
        var token = teams.Token();
        var with = await subjects.TakeTurnsAsync(Post.OnlyToken(token), count: 4000, Rounds);
        var without = await subjects.TakeTurnsAsync(Post.Nowhere(token), count: 4000, Rounds);
        Row("a token checked, net of the request, µs", [.. with.Select(
            (cost, i) => cost.Select(one => one - Median(without[i])).ToArray())]);
    }

    private static async Task BotsAsync(List<(string Name, string Folder)> builds, PretendTeams teams, string work)
    {
        var cloud = Path.Combine(work, "cloud");
        await using var sandbox = Subject.Start(
            "sandbox",
            [
                "exec", Path.Combine(AppContext.BaseDirectory, "CspBot.Sandbox.dll"), "--no-bot", "--Sandbox:Port=0",
                $"--Sandbox:Folder={cloud}",
            ],
            work,
            None);
        var settings = await SettingsAsync(Path.Combine(cloud, "bot.env"));
        var token = settings["Partner__RefreshTokenFile"];
        await using var subjects = new Subjects();
        var message = Post.Message(teams);
        var ready = builds.Select(_ => new List<double>()).ToArray();
        var first = builds.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Starts; round++)
        {
            for (var i = 0; i < builds.Count; i++)
            {
                var folder = Directory.CreateDirectory(Path.Combine(work, builds[i].Name)).FullName;
                settings["Store__ConnectionString"] = $"Data Source={Path.Combine(folder, "cspbot.db")}";
                settings["Partner__RefreshTokenFile"] = Path.Combine(folder, "refresh-token");
                File.Copy(token, settings["Partner__RefreshTokenFile"], overwrite: true);
                var bot = Subject.Start(builds[i].Name, ["exec", Path.Combine(builds[i].Folder, "CspBot.dll")], folder, settings);
                await bot.UntilReadyAsync();
                var atReady = bot.Processor;
                var replies = teams.Replies;
                await bot.PostAsync(message, 0);
                await UntilAsync(() => Task.FromResult(teams.Replies > replies));
                var atFirst = bot.Processor;
                if (round > 0) // the first one makes the store
                {
                    ready[i].Add(atReady);
                    first[i].Add(atFirst);
                }

                if (round == Starts)
                    await subjects.AddAsync(bot);
                else
                    await bot.DisposeAsync();
            }
        }

        Row("start until /healthz answers, ms", [.. ready.Select(list => list.ToArray())]);
        Row("start until the first answer is sent, ms", [.. first.Select(list => list.ToArray())]);
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        Row("memory at rest, MiB", [.. subjects.Select(bot => new[] { bot.Memory.Now })]);
        Row("…, of that its own, without files of runtime and libraries", [.. subjects.Select(bot => new[] { bot.Own })]);
        Row("whole bot: " + message.Name + ", µs", await subjects.TakeTurnsAsync(message, count: 200, Rounds));
        // The first search reads the list of customers.
        foreach (var bot in subjects)
            await UntilAsync(() => bot.AnswersAsync(Post.Search(teams)));
        foreach (var post in new[] { Post.Click(teams), Post.Search(teams) })
            Row("whole bot: " + post.Name + ", µs", await subjects.TakeTurnsAsync(post, count: 3000, Rounds, warm: 5));
        Row("memory under load, at most, MiB", [.. subjects.Select(bot => new[] { bot.Memory.Most })]);
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(string file)
    {
        await UntilAsync(() => Task.FromResult(File.Exists(file)));
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System); // until it is written to its end
        var settings = (await File.ReadAllLinesAsync(file))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        settings["Purchases__Watch"] = settings["Purchases__WatchPermissions"] = settings["Reservations__Watch"] = "false";
        return settings;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var since = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (since.Elapsed > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("It did not come about within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Each build's median, and beside it the median of its rounds' ratios to the first build's round.</summary>
    private static void Row(string what, double[][] costs)
    {
        var cells = costs.Select((cost, i) =>
            Text(Median(cost)) + (i == 0 ? "" : $" (× {Text(Median([.. cost.Select((one, round) => one / costs[0][round])]))})"));
        Console.WriteLine($"| {what} | {string.Join(" | ", cells)} |");
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Text(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
