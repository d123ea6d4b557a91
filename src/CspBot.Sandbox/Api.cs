namespace CspBot.Sandbox;

/// <summary>One pretend service: it answers calls on its own port and has its own shape of error.</summary>
internal abstract class Api
{
    /// <summary>The name in <c>/control/calls</c> and <c>/control/faults</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Answers a call; runs while the world is locked.</summary>
    public abstract Answer Handle(Call call);

    /// <summary>The error that this service would give with that status, in its own shape.</summary>
    public abstract Answer Error(Call call, int status, string? code, string? retryAfter);
}
