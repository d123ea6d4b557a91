using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CspBot.Teams.Tests;

/// <summary>Keeps every line that was logged, to look for what must not be there.</summary>
public sealed class TestLog : ILoggerProvider
{
    private readonly SemaphoreSlim _written = new(0);

    public ConcurrentQueue<(int Id, LogLevel Level, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    /// <summary>Everything, for a failing test's message.</summary>
    public override string ToString() => string.Join('\n', Lines.Select(l => $"{l.Level} {l.Id} {l.Text}"));

    /// <summary>Ends when so many lines of an event were written.</summary>
    public async Task SeenAsync(int eventId, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Lines.Count(l => l.Id == eventId) < count)
            await _written.WaitAsync(patience.Token);
    }

    public bool Holds(int eventId) => Lines.Any(l => l.Id == eventId);

    public void Dispose() => _written.Dispose();

    private void Write(int id, LogLevel level, string text)
    {
        Lines.Enqueue((id, level, text));
        _written.Release();
    }

    private sealed class Writer(TestLog owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Write(eventId.Id, logLevel, $"{formatter(state, exception)} {exception}");
    }
}
