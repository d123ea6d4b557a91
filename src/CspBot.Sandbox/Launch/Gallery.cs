namespace CspBot.Sandbox;

/// <summary>
/// Writes the gallery: a page with every card in every state. The scenes that lead there are tests, and the Sandbox knows no type of the
/// bot; so it runs the trials that play them, as a process, and tells them the folder.
/// </summary>
internal sealed class Gallery(string root, string folder, TimeProvider time)
{
    private const string Scenes = "FullyQualifiedName~PictureTests|FullyQualifiedName~GalleryTrials";

    /// <summary>0 when the page is there and nothing was found wrong with a card, 1 when something was, 2 when a tool is missing.</summary>
    public async Task<int> WriteAsync(CancellationToken ct)
    {
        if (Missing() is { } missing)
        {
            await Console.Error.WriteLineAsync($"The gallery cannot be made: {missing}");
            return 2;
        }

        Directory.CreateDirectory(folder);
        string page = Path.Combine(folder, "index.html");
        File.Delete(page);
        string log = Path.Combine(folder, "trials.log");
        Command command = new("dotnet", ["test", Path.Combine(root, "tests", "CspBot.Trials"), "--nologo", "--filter", Scenes], root)
        {
            Environment = new Dictionary<string, string> { ["CSPBOT_GALLERY"] = folder },
        };
        await using ChildProcess trials = ChildProcess.Start(command, log, time);
        int code = 1;
        await new Progress(time).ShowAsync("Playing every scene and checking its cards", async () => code = await trials.WaitAsync(ct), ct);
        Console.WriteLine(File.Exists(page) ? $"The gallery is at {new Uri(page)}" : $"No page was written. See {log}");
        if (code != 0)
            await Console.Error.WriteLineAsync(
                $"Something was found wrong; the page shows it at the cards, {log} tells all:\n{trials.LastLines(15)}");
        return code == 0 ? 0 : 1;
    }

    private string? Missing()
    {
        if (Find("node") is null)
            return "Node.js was not found; it needs Node 20 or newer.";
        if (!Directory.Exists(Path.Combine(root, "tests", "browser", "node_modules")))
            return "Microsoft's renderer is not there: run npm ci in tests/browser.";
        string? chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? Find("chromium") ?? Find("chromium-browser");
        return File.Exists(chromium)
            ? null
            : "No Chromium was found, which checks what is cut and what cannot be read; set CHROMIUM to its path.";
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
