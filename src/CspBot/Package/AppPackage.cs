using System.IO.Compression;

namespace CspBot.Package;

/// <summary>One command as the Teams app offers it: what it puts into the message box, and what it is for.</summary>
internal sealed record PackageCommand(string EnglishTitle, string EnglishDescription, string FrenchTitle, string FrenchDescription);

/// <summary>
/// Writes the Teams app package: the manifest of the source tree with the operator's settings and the bot's own commands.
/// </summary>
internal static class AppPackage
{
    private const string Usage = """
        package --app-id … --domain … --out cspbot.zip

          --app-id      the bot's app id (Bot:AppId)
          --domain      the host name at which Teams reaches the bot, without https://
          --out         the zip file to write
          --version     of the package, to be raised with every upload; 1.0.0
          --package-id  id of the Teams app; the bot's app id
          --developer   your organisation, at most 32 characters; the domain
          --website, --privacy, --terms
                        your pages; https://<domain>, …/privacy and …/terms
          --sign-in     on where Approvals:FreshSignIn is enabled: single sign-on then stands in the manifest; off
        """;

    // A zip file cannot say less than a time; the same input gives the same file with a fixed one.
    private static readonly DateTimeOffset FileTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs the command <c>package</c>; returns the exit code: 0 written, 1 refused with a sentence for each reason.</summary>
    /// <param name="args">The command line, with or without the word <c>package</c> in front.</param>
    /// <param name="commands">The bot's commands in the order in which Teams shall list them.</param>
    /// <param name="output">Takes what was written, or the usage.</param>
    /// <param name="errors">Takes a line for each mistake in the settings.</param>
    public static async Task<int> RunAsync(
        string[] args,
        IReadOnlyList<PackageCommand> commands,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken)
    {
        if (args is ["package", .. var rest])
            args = rest;
        if (args is [] or ["--help"])
        {
            await output.WriteLineAsync(Usage.AsMemory(), cancellationToken);
            return args is [] ? 1 : 0;
        }

        var (settings, problems) = PackageSettings.Parse(args);
        if (problems.Count == 0)
        {
            await WriteAsync(settings.Out, PackageFiles.Build(settings, commands), cancellationToken);
            await output.WriteLineAsync(
                $"Wrote {settings.Out}: version {settings.Version}, {commands.Count} commands.".AsMemory(), cancellationToken);
            return 0;
        }

        foreach (var problem in problems)
            await errors.WriteLineAsync(problem.AsMemory(), cancellationToken);
        return 1;
    }

    /// <summary>The files as a zip with no folder, the same bytes for the same files.</summary>
    private static byte[] Zip(IReadOnlyDictionary<string, byte[]> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                // Stored, not compressed: the compressor's bytes differ between machines.
                var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = FileTime;
                entry.ExternalAttributes = 0;
                using var target = entry.Open();
                target.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static async Task WriteAsync(string path, IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(path, Zip(files), cancellationToken);
    }
}
