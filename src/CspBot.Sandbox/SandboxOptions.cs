namespace CspBot.Sandbox;

/// <summary>What a person may set of the sandbox (section <c>Sandbox</c> of the configuration).</summary>
internal sealed record SandboxOptions
{
    /// <summary>The control port; the six APIs follow on the next ports. 0 picks a free block.</summary>
    public int Port { get; init; } = 3979;

    /// <summary>The port of the first bot process; further ones come ten ports apart.</summary>
    public int BotPort { get; init; } = 3978;

    /// <summary>The port of Nora's Playground window; Tomas's is the next.</summary>
    public int PlaygroundPort { get; init; } = 56150;

    /// <summary>How many customers to make besides the seeded ones.</summary>
    public int Customers { get; init; }

    /// <summary>Where the certificate, the refresh token and the bot's settings are written.</summary>
    public string Folder { get; init; } = ".sandbox";
}
