using Xunit;

namespace CspBot.Trials;

/// <summary>Runs after all trials that share the processors: a browser wants the machine for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AfterTheOthers
{
    public const string Name = "After the others";
}
