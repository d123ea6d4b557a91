using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams.Tests;

/// <summary>Keeps every line that was logged, to look for what must not be there.</summary>
public sealed class TestLog : ILoggerProvider
{
    public ConcurrentQueue<(int Id, LogLevel Level, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    /// <summary>Everything, for a failing test's message.</summary>
    public override string ToString() => string.Join('\n', Lines.Select(l => $"{l.Level} {l.Id} {l.Text}"));

    public bool Holds(int eventId) => Lines.Any(l => l.Id == eventId);

    public void Dispose()
    {
    }

    private sealed class Writer(TestLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Lines.Enqueue((eventId.Id, logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
