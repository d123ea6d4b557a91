using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>Starts the pretend cloud, the bots and the Playground windows in this order, waits for the end, and ends them all.</summary>
internal sealed class Launcher(StartOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(5);
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly List<ChildProcess> children = [];
    private ChildProcess? guard;

    public async Task<int> RunAsync(CancellationTokenSource stop)
    {
        CancellationToken ct = stop.Token;
        Task watching = EndWithParentAsync(stop);
        try
        {
            await using SandboxHost host = await SandboxHost.StartAsync(options.Sandbox, time, ct);
            guard = ParentWatch.StartGuard(host.Folder, time);
            string settings = await WriteBotSettingsAsync(host, ct);
            Console.WriteLine($"Pretend cloud … ready ({host.Control})");
            Progress progress = new(time);
            List<Uri> bots = await StartBotsAsync(host, progress, ct);
            List<Playground> windows = await StartPlaygroundsAsync(host, bots, progress, ct);
            Console.WriteLine(Guide.Text(host, settings, bots, windows));
            await watching;
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        catch (LaunchException exception)
        {
            await Console.Error.WriteLineAsync($"\n{exception.Message}");
            return 1;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{exception.Message} Is another sandbox running? Sandbox__Port moves this one's seven ports.");
            return 1;
        }
        finally
        {
            // First, so that it does not look for processes that have ended properly.
            guard?.Kill();
            await Task.WhenAll(children.AsEnumerable().Reverse().Select(child => child.DisposeAsync().AsTask()));
            if (guard is not null)
                await guard.DisposeAsync();
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Looks from the first moment on: a parent that dies while the bot is built is gone too.</summary>
    private async Task EndWithParentAsync(CancellationTokenSource stop)
    {
        await ParentWatch.UntilParentIsGoneAsync(time, stop.Token);
        await stop.CancelAsync();
    }

    private static async Task<string> WriteBotSettingsAsync(SandboxHost host, CancellationToken ct)
    {
        string file = Path.Combine(host.Folder, "bot.env");
        await File.WriteAllLinesAsync(file, host.BotEnvironment.Select(item => $"{item.Key}={item.Value}"), ct);
        return file;
    }

    private async Task<List<Uri>> StartBotsAsync(SandboxHost host, Progress progress, CancellationToken ct)
    {
        List<Uri> addresses = [];
        if (options.Bots == 0)
            return addresses;
        string root = FindRoot()
            ?? throw new LaunchException("The project src/CspBot was not found: start this from the repository's root, or with --no-bot.");
        string project = Path.Combine(root, "src", "CspBot");
        ForgetEarlierRequests(host);
        if (options.Build)
            await progress.ShowAsync("Building the bot", () => BuildAsync(host, project, ct), ct);
        for (int i = 0; i < options.Bots; i++)
        {
            int port = options.Sandbox.BotPort + (10 * i);
            Uri address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            if (Ports.IsTaken(port))
                throw new LaunchException(
                    $"Port {port} is taken: is another bot running? Sandbox__BotPort moves this one, --no-bot leaves it out.");
            Command command = new("dotnet", ["exec", Path.Combine(project, "bin", "Debug", "net10.0", "CspBot.dll")], project)
            {
                Environment = EnvironmentOf(host, address),
            };
            ChildProcess bot = ChildProcess.Start(command, Path.Combine(host.Folder, $"bot-{port}.log"), time);
            Keep(bot);
            await progress.ShowAsync(
                $"Bot on port {port}", () => UntilReadyAsync(bot, new Uri(address, "/healthz"), TimeSpan.FromSeconds(90), ct), ct);
            addresses.Add(address);
        }

        return addresses;
    }

    /// <summary>The world is a new one each time: what bots kept of an earlier one would speak of rights that nobody holds.</summary>
    private static void ForgetEarlierRequests(SandboxHost host)
    {
        foreach (string file in Directory.EnumerateFiles(host.Folder, BotEnvironment.StoreFile + "*"))
            File.Delete(file);
    }

    private void Keep(ChildProcess child)
    {
        children.Add(child);
        guard?.Tell(child.Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The settings of bot.env, but what the user has set in the environment stays; the address is each bot's own.</summary>
    private static Dictionary<string, string> EnvironmentOf(SandboxHost host, Uri address)
    {
        Dictionary<string, string> settings = host.BotEnvironment
            .Where(item => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(item.Key)))
            .ToDictionary(item => item.Key, item => item.Value);
        settings["ASPNETCORE_URLS"] = address.ToString().TrimEnd('/');
        return settings;
    }

    private async Task BuildAsync(SandboxHost host, string project, CancellationToken ct)
    {
        string log = Path.Combine(host.Folder, "bot-build.log");
        Command command = new("dotnet", ["build", project, "-c", "Debug", "--nologo", "-v", "quiet"], project);
        await using ChildProcess build = ChildProcess.Start(command, log, time);
        if (await build.WaitAsync(ct) != 0)
            throw new LaunchException($"The bot does not build:\n{build.LastLines(30)}");
    }

    private async Task<List<Playground>> StartPlaygroundsAsync(SandboxHost host, List<Uri> bots, Progress progress, CancellationToken ct)
    {
        List<Playground> windows = [];
        if (!options.Playground || bots.Count == 0)
            return windows;
        if (Playground.FindNpx() is not { } npx)
        {
            Console.WriteLine("Node.js was not found: the Agents Playground is left out. With Node 20 or newer this command starts it.");
            return windows;
        }

        foreach (Playground window in Playground.Windows(options.Sandbox.PlaygroundPort))
        {
            if (Ports.IsTaken(window.Port))
            {
                Console.WriteLine($"Port {window.Port} is taken: {window.Person}'s Playground window is left out.");
                continue;
            }

            ChildProcess child = window.Start(npx, host.Folder, bots[windows.Count % bots.Count], time);
            Keep(child);
            windows.Add(window);
        }

        // Both load at the same time; each is waited for in turn.
        foreach (Playground window in windows)
        {
            ChildProcess child = children[^(windows.Count - windows.IndexOf(window))];
            await progress.ShowAsync(
                $"Playground of {window.Person} on port {window.Port}",
                () => UntilReadyAsync(child, window.ReadyAddress, TimeSpan.FromMinutes(3), ct),
                ct);
        }

        return windows;
    }

    /// <summary>Returns when the address answers 200; throws when the process has ended or time is up.</summary>
    private async Task UntilReadyAsync(ChildProcess child, Uri address, TimeSpan patience, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < patience)
        {
            if (child.ExitCode is int code)
                throw new LaunchException($"{child.Name} ended with {code}:\n{child.LastLines(30)}");
            if (child
                .LastLines(30)
                .Split('\n')
                .LastOrDefault(line => line.StartsWith("Listening on ", StringComparison.Ordinal)) is { } place
                && place != string.Create(CultureInfo.InvariantCulture, $"Listening on {address.Port}"))
                throw new LaunchException($"Port {address.Port} was taken in the meantime.");
            if (await AnswersAsync(address, ct))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, ct);
        }

        throw new LaunchException($"{child.Name} did not become ready within {patience}:\n{child.LastLines(30)}");
    }

    private async Task<bool> AnswersAsync(Uri address, CancellationToken ct)
    {
        using CancellationTokenSource oneLook = new(OneLook, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(oneLook.Token, ct);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            using HttpResponseMessage answer = await http.SendAsync(request, either.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false; // listening, but not ready to answer
        }
    }

    /// <summary>The repository's root, seen from the working directory or from this program's own place; null when it is in none.</summary>
    public static string? FindRoot()
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "src", "CspBot", "CspBot.csproj")))
                    return folder.FullName;
            }
        }

        return null;
    }
}

/// <summary>Something did not start; the message says what and shows the end of its output.</summary>
internal sealed class LaunchException(string message) : Exception(message);
