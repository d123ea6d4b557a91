using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace CspBot.Tests;

/// <summary>
/// A call is read without counting commas: a method has at most five parameters, a CancellationToken aside. What belongs
/// together is a record. Constructors name what a type is made of and may be longer.
/// </summary>
public sealed class ParameterListTests
{
    private const int Most = 5;
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Fact]
    public void No_method_has_more_parameters()
    {
        string[] names = ["CspBot", "CspBot.Teams", "AdaptiveCards", "CspBot.Sandbox"];
        var methods = names.SelectMany(name => Assembly.Load(name).GetTypes())
            .Where(type => !IsGenerated(type))
            .SelectMany(type => type.GetMethods(Declared))
            .Where(method => !IsGenerated(method))
            .ToList();
        Assert.True(methods.Count > 1000, $"{methods.Count} methods");
        var longer = methods
            .Select(method => (Method: method, Count: method.GetParameters().Count(IsCounted)))
            .Where(found => found.Count > Most)
            .Select(found => $"{found.Method.DeclaringType!.FullName}.{found.Method.Name} has {found.Count} parameters")
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(longer.Count == 0, string.Join('\n', longer));
    }

    private static bool IsCounted(ParameterInfo parameter) => parameter.ParameterType != typeof(CancellationToken);

    /// <summary>Nobody wrote it: the compiler did (a record's members, too), a source generator or, for a delegate, the runtime.</summary>
    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || member.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
        || member is MethodInfo { Name: "BeginInvoke" or "EndInvoke", MethodImplementationFlags: MethodImplAttributes.Runtime }
        || (member.DeclaringType is { } outer && member is Type && IsGenerated(outer));
}
