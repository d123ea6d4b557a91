using Xunit;

namespace CspBot.Tests.Harness;

/// <summary>A test that needs tools of the machine and is skipped, with the reason, where one is missing.</summary>
/// <remarks>The names are those of <see cref="Tools"/>: postgres, redis, node, npm-ci, chromium, nginx, openssl.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] tools) => Skip = Tools.MissingAmong(tools);
}

/// <summary>The same for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] tools) => Skip = Tools.MissingAmong(tools);
}
