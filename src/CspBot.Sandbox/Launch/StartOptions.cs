using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>What the command line asks for: how many bots, the Playground or not, and the settings of the sandbox.</summary>
internal sealed record StartOptions
{
    public const string Usage = """
        dotnet run --project src/CspBot.Sandbox [-- options]

          --no-bot           start no bot; its settings are in .sandbox/bot.env
          --bots N           start N bot processes, ten ports apart
          --no-build         take the bot as it was built last
          --no-playground    do not start the Agents Playground
          --gallery FOLDER   start nothing: write a page with every card in every state, and check them (minutes)
          --Sandbox:Port=N   the control port; the six services follow (3979)
          --Sandbox:BotPort=N, --Sandbox:PlaygroundPort=N, --Sandbox:Customers=N, --Sandbox:Folder=PATH
        """;

    /// <summary>0 with <c>--no-bot</c>.</summary>
    public int Bots { get; init; } = 1;

    /// <summary>Whether the bot is built before it starts.</summary>
    public bool Build { get; init; } = true;

    public bool Playground { get; init; } = true;

    /// <summary>Where the gallery is written instead; null without <c>--gallery</c>.</summary>
    public string? Gallery { get; init; }

    public SandboxOptions Sandbox { get; init; } = new();

    /// <summary>Reads arguments and environment; null and a sentence when something in there is not understood.</summary>
    public static StartOptions? Parse(IReadOnlyList<string> arguments, out string? complaint)
    {
        complaint = null;
        int bots = 1;
        bool build = true;
        bool playground = true;
        string? gallery = null;
        List<string> settings = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--no-bot")
                bots = 0;
            else if (argument == "--no-build")
                build = false;
            else if (argument == "--no-playground")
                playground = false;
            else if (argument == "--bots"
                && i + 1 < arguments.Count
                && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out bots)
                && bots is > 0 and <= 20)
                i++;
            else if (argument == "--gallery" && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
                gallery = arguments[++i];
            else if (argument.StartsWith("--Sandbox:", StringComparison.OrdinalIgnoreCase)
                && argument.Contains('=', StringComparison.Ordinal))
                settings.Add(argument);
            else
                complaint ??= argument switch
                {
                    "--bots" => "--bots needs a number from 1 to 20.",
                    "--gallery" => "--gallery needs a folder.",
                    _ => $"'{argument}' is not known.",
                };
        }

        IConfigurationSection section = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddCommandLine([.. settings])
            .Build()
            .GetSection("Sandbox");
        try
        {
            SandboxOptions options = section.Get<SandboxOptions>() ?? new SandboxOptions();
            if (options.Port is < 0 or > 65_000
                || options.BotPort is < 1 or > 65_000
                || options.PlaygroundPort is < 1 or > 65_000
                || options.Customers < 0)
                complaint ??= "Sandbox:Port, Sandbox:BotPort, Sandbox:PlaygroundPort and Sandbox:Customers must be numbers that fit.";
            return complaint is null
                ? new StartOptions { Bots = bots, Build = build, Playground = playground, Gallery = gallery, Sandbox = options }
                : null;
        }
        catch (InvalidOperationException exception)
        {
            complaint ??= exception.Message;
            return null;
        }
    }
}
