using CspBot.Tests.Partner;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Agents of one customer go through everything that the bot shows and says.</summary>
public sealed class CustomerScopeTrials(ITestOutputHelper output)
{
    [Fact]
    public Task Who_looks_after_one_customer_meets_no_other_anywhere() => new CustomerScopeSuite(output).WalkAsync();

    [Fact]
    public Task Ids_of_another_customers_things_are_answered_as_ids_of_nothing() => new CustomerScopeIdsSuite(output).SweepAsync();
}
