using Xunit;

namespace CspBot.Trials;

/// <summary>Runs after all trials that share the processors: it looks at what they kept.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AfterTheOthers
{
    public const string Name = "After the others";
}
