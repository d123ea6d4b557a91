using Microsoft.Extensions.Logging;

namespace CspBot.Teams.Tests;

/// <summary>The token check alone, with an issuer that answers in process: fast enough for tables and fuzzing.</summary>
internal sealed class TokenBench
{
    private TokenBench(ManualTime time, FakeIssuer issuer, TestLog log, BotTokens tokens) =>
        (Time, Issuer, Log, Tokens) = (time, issuer, log, tokens);

    public ManualTime Time { get; }

    public FakeIssuer Issuer { get; }

    public TestLog Log { get; }

    public BotTokens Tokens { get; }

    public static TokenBench Start()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));
        var issuer = new FakeIssuer(time);
        issuer.AddKey("k1", endorsements: "msteams");
        var log = new TestLog();
        var loggers = LoggerFactory.Create(b => b.AddProvider(log).SetMinimumLevel(LogLevel.Error));
        var options = ChannelHost.Secret();
        var keys = new ConnectorKeys(options.OpenIdMetadata, issuer, time, loggers.CreateLogger<ConnectorKeys>());
        return new TokenBench(time, issuer, log, new BotTokens(options, keys, time, loggers.CreateLogger<BotTokens>()));
    }

    /// <summary>What the token says; null when it is not taken. A pause that the check waits for ends at once.</summary>
    public async Task<BotToken?> ReadAsync(string token) => (await LookAsync(token)).Token;

    public async Task<TokenLook> LookAsync(string token)
    {
        var look = Tokens.ReadAsync(["Bearer " + token], CancellationToken.None);
        while (!look.IsCompleted)
        {
            var pause = Time.Waited(span => span == TimeSpan.FromSeconds(10));
            if (await Task.WhenAny(look, pause) == pause)
                Time.Advance(TimeSpan.FromSeconds(10));
        }

        return await look;
    }
}
