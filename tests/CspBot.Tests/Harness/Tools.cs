using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CspBot.Tests.Harness;

/// <summary>Where this machine keeps the programs that some tests need.</summary>
internal static class Tools
{
    public static string? Redis { get; } = OnPath("redis-server");

    public static string? Node { get; } = OnPath("node");

    public static string? Nginx { get; } = OnPath("nginx") ?? Existing("/usr/sbin/nginx");

    /// <summary>The browser named by the variable CHROMIUM, else the one on the path.</summary>
    public static string? Chromium { get; } =
        Existing(Environment.GetEnvironmentVariable("CHROMIUM")) ?? OnPath("chromium") ?? OnPath("chromium-browser");

    /// <summary>The folder with initdb and postgres: that of the highest version which Debian's packages installed.</summary>
    public static string? PostgresFolder { get; } = FindPostgresFolder();

    /// <summary>The Bicep compiler of the package that this project references; null where it does not run.</summary>
    public static string? Bicep { get; } = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? Existing(typeof(Tools).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BicepCompiler").Value)
        : null;

    /// <summary>The folder tests/browser of the source tree.</summary>
    public static string BrowserFolder { get; } = Path.Combine(SourceTree.Root, "tests", "browser");

    /// <summary>The official schema of Adaptive Cards, which is no part of the source tree.</summary>
    public static string CardSchema { get; } = Path.GetFullPath(
        Path.Combine(SourceTree.Root, "..", "shared", "schemas", "adaptive-card-1.5.json"));

    // Microsoft's tool is never part of this tree, so a machine without a way to the registry has to do without it.
    private static readonly Lazy<string?> Playground = new(() =>
    {
        const string reason = "The Agents Playground cannot be fetched with npx.";
        if (OnPath("npx") is not { } npx)
            return reason;
        using var process = Process.Start(new ProcessStartInfo(npx, ["--yes", "@microsoft/m365agentsplayground@0.2.28", "--version"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        process.StandardInput.Close();
        if (process.WaitForExit(TimeSpan.FromMinutes(1)))
            return process.ExitCode == 0 ? null : reason;
        process.Kill(entireProcessTree: true);
        return reason;
    });

    /// <summary>Null when all are there, else the reason why the test is skipped.</summary>
    public static string? MissingAmong(string[] tools)
    {
        foreach (var tool in tools)
        {
            if (ReasonMissing(tool) is { } reason)
                return reason;
        }

        return null;
    }

    private static string? ReasonMissing(string tool) => tool switch
    {
        "postgres" => PostgresFolder is null ? "PostgreSQL is not installed (Debian: postgresql)." : null,
        "redis" => Redis is null ? "redis-server is not installed (Debian: redis-server)." : null,
        "nginx" => Nginx is null ? "nginx is not installed (Debian: nginx)." : null,
        "bicep" => Bicep is null ? "The Bicep compiler of the package runs on Linux x64 only." : null,
        "chromium" => Chromium is null ? "No Chromium was found (set CHROMIUM to its path)." : null,
        "node" => Node is null ? "Node.js is not installed." : null,
        "npm-ci" => Node is null
            ? "Node.js is not installed."
            : Directory.Exists(Path.Combine(BrowserFolder, "node_modules"))
                ? null
                : "The packages of tests/browser are not installed (run npm ci there).",
        "card-schema" =>
            File.Exists(CardSchema) ? null : "The schema of Adaptive Cards is not there (../shared/schemas/adaptive-card-1.5.json).",
        "playground" => Playground.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(tool), tool, "No such tool is known here."),
    };

    private static string? FindPostgresFolder()
    {
        const string versions = "/usr/lib/postgresql";
        if (!Directory.Exists(versions))
            return OnPath("initdb") is { } initdb && OnPath("postgres") is not null ? Path.GetDirectoryName(initdb) : null;
        return Directory.EnumerateDirectories(versions)
            .OrderByDescending(
                folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")));
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Existing(Path.Combine(folder, program)) ?? Existing(Path.Combine(folder, program + ".exe")))
            .FirstOrDefault(path => path is not null);

    private static string? Existing(string? path) => File.Exists(path) ? path : null;
}

/// <summary>The folder that holds the solution, seen from wherever the tests run.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CspBot.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside of the source tree.");
    }
}
