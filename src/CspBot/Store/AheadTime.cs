namespace CspBot.Store;

/// <summary>
/// The system's clock, so much ahead: a test starts the bot after a day of downtime without waiting for it. Development only.
/// </summary>
internal sealed class AheadTime(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
