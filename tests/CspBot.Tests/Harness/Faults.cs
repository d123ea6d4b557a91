using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CspBot.Tests.Harness;

/// <summary>What the bots of this process logged as an error: a test that meets a fault of the bot's own can say what it was.</summary>
internal sealed class Faults : ILoggerProvider, ILogger
{
    /// <summary>Digits of the reference where the store was out of reach.</summary>
    private const int StoreReference = 8;

    private static readonly ConcurrentQueue<string> Logged = new();

    /// <summary>The errors whose reference stands in what the bot said.</summary>
    public static string In(string said) =>
        string.Join('\n', Logged.Where(line => References(line).Any(one => said.Contains(one, StringComparison.Ordinal))));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Logged.Enqueue($"{formatter(state, exception)}\n{exception}");
    }

    public void Dispose()
    {
        // It holds nothing that has to be let go.
    }

    private static IEnumerable<string> References(string line) =>
        line.Split([' ', '.', ',', ':', '\n']).Where(word => word.StartsWith("F-", StringComparison.Ordinal)
            || (word.Length == StoreReference && word.All(char.IsAsciiHexDigitUpper)));
}
