using System.Runtime.InteropServices;

namespace CspBot.Sandbox;

/// <summary>The newcomer's entrance: pretend cloud, bot and Agents Playground by one command, ended by Ctrl-C.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(StartOptions.Usage);
            return 0;
        }

        if (StartOptions.Parse(arguments, out string? complaint) is not { } options)
        {
            await Console.Error.WriteLineAsync($"{complaint}\n\n{StartOptions.Usage}");
            return 2;
        }

        using CancellationTokenSource stop = new();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true; // the processes that were started are ended first
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        // "dotnet run" makes the project's folder the working directory; what is written belongs to the root.
        string root = Launcher.FindRoot() ?? Environment.CurrentDirectory;
        if (options.Gallery is { } gallery)
            return await WriteGalleryAsync(new Gallery(root, Path.GetFullPath(gallery, root), TimeProvider.System), stop.Token);
        string folder = Path.Combine(root, options.Sandbox.Folder);
        options = options with { Sandbox = options.Sandbox with { Folder = folder } };
        using Launcher launcher = new(options, TimeProvider.System);
        return await launcher.RunAsync(stop);
    }

    private static async Task<int> WriteGalleryAsync(Gallery gallery, CancellationToken ct)
    {
        try
        {
            return await gallery.WriteAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 1;
        }
    }
}
