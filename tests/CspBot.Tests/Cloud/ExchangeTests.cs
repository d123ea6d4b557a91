using CspBot.Cloud;
using CspBot.Tests.Harness;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>
/// Quotes of exchanges, trade-ins and purchases on the wire: the samples of Microsoft's specification (Microsoft.Capacity 2022-11-01,
/// CalculateExchange.json, Exchange.json, CalculateReservationOrder.json), read and written.
/// </summary>
public sealed class ExchangeTests
{
    private const string Order = "1f14354c-dc12-4c8d-8090-6f295a3a34aa";
    private const string Reserved = "c8c926bd-fc5d-4e29-9d43-b68340ac23a6";
    private const string Billing = "ed3a1871-612d-4bcd-a849-c2542a68be83";
    private const string Poll =
        "https://arm.test/Microsoft.Capacity/operationResults/4e2ffff7-b331-4fcb-ab11-b5fa49368188?api-version=2022-11-01";

    private const string Result = """
        {"id":"/providers/microsoft.capacity/operationResults/4e2ffff7-b331-4fcb-ab11-b5fa49368188",
        "name":"4e2ffff7-b331-4fcb-ab11-b5fa49368188","status":"Succeeded","properties":{
        "sessionId":"66e2ac8f-439e-4345-8235-6fef07608081","netPayable":{"currencyCode":"USD","amount":15840.0},
        "refundsTotal":{"currencyCode":"USD","amount":3960.0},"purchasesTotal":{"currencyCode":"USD","amount":19800.0},
        "policyResult":{"policyErrors":null},"reservationsToPurchase":[],"reservationsToExchange":[]}}
        """;

    private static readonly BenefitScope Shared = new(Billing, null);

    private static readonly ExchangeWish Wish = new(
        [new ReservationReturn(Order, Reserved, 1)],
        [new ReservationPurchase("Standard_B1ls", "westus", "VirtualMachines", "P1Y", 1) { Scope = Shared, Name = "testDisplayName" }],
        []);

    [Fact]
    public async Task What_is_asked_is_the_samples_question_and_what_is_told_its_figures()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json(Result));
        var answer = await cloud.Azure.CalculateExchangeAsync(ContosoId, Wish, default);
        var quote = Assert.IsType<ExchangeAnswer.Quoted>(answer).Quote;
        Assert.Equal(
            (new Money(3960m, "USD"), new Money(19800m, "USD"), new Money(15840m, "USD")),
            (quote.Refunds, quote.Purchases, quote.NetPayable));
        Assert.Equal("66e2ac8f-439e-4345-8235-6fef07608081", quote.SessionId);
        Assert.Empty(quote.Problems);
        var call = Assert.Single(cloud.To("arm"));
        Assert.Equal("POST https://arm.test/providers/Microsoft.Capacity/calculateExchange?api-version=2022-11-01", call.ToString());
        const string Terms = $$"""
            "billingScopeId":"/subscriptions/{{Billing}}","term":"P1Y","billingPlan":"Upfront","quantity":1,
            "displayName":"testDisplayName","appliedScopeType":"Shared","appliedScopes":null,"renew":false
            """;
        const string Bought =
            """{"sku":{"name":"Standard_B1ls"},"location":"westus","properties":{"reservedResourceType":"VirtualMachines","""
            + Terms + "}}";
        const string Back =
            $$"""{"reservationId":"/providers/microsoft.capacity/reservationOrders/{{Order}}/reservations/{{Reserved}}","quantity":1}""";
        Assert.Equal(
            OneLine("""{"properties":{"reservationsToPurchase":[""" + Bought + """],"reservationsToExchange":[""" + Back + "]}}"),
            call.Body);
    }

    [Fact]
    public async Task A_trade_in_names_the_plan_its_commitment_and_its_one_scope()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json(Result));
        const string Group = $"/subscriptions/{Billing}/resourceGroups/testrg";
        var plan = new SavingsPlanPurchase(SavingsPlanPurchase.Compute, "P1Y", new Money(15.23m, "USD"))
        {
            Scope = new BenefitScope(Billing, Group),
            Name = "ComputeSavingsPlan",
            IsMonthly = true,
        };
        await cloud.Azure.CalculateExchangeAsync(ContosoId, new ExchangeWish(Wish.Returns, [], [plan]), default);
        const string Bought = """{"sku":{"name":"Compute_Savings_Plan"},"properties":{"displayName":"ComputeSavingsPlan",""";
        const string Terms = $$"""
            "billingScopeId":"/subscriptions/{{Billing}}","term":"P1Y","billingPlan":"P1M","appliedScopeType":"Single",
            "appliedScopeProperties":{"resourceGroupId":"{{Group}}"},
            "commitment":{"currencyCode":"USD","amount":15.23,"grain":"Hourly"}
            """;
        Assert.Contains(
            OneLine("\"savingsPlansToPurchase\":[" + Bought + Terms + "}}],"),
            Assert.Single(cloud.To("arm")).Body,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("SomethingNewer")]
    public async Task What_is_not_ready_names_where_to_look_and_is_ready_there(string word)
    {
        await using var cloud = new ScriptedCloud();
        var looks = 0;
        cloud.Script(call => call.Method == "POST" ? Accepted(5)
            : ++looks == 1 ? Json($$"""{"id":"x","status":"{{word}}","properties":null}""") : Json(Result));
        var first = Assert.IsType<ExchangeAnswer.Computing>(await cloud.Azure.CalculateExchangeAsync(ContosoId, Wish, default));
        Assert.Equal((Poll, TimeSpan.FromSeconds(5)), (first.Address, first.Wait));
        var second = Assert.IsType<ExchangeAnswer.Computing>(await cloud.Azure.ReadExchangeAsync(ContosoId, first.Address, default));
        Assert.Equal(Poll, second.Address);
        Assert.IsType<ExchangeAnswer.Quoted>(await cloud.Azure.ReadExchangeAsync(ContosoId, second.Address, default));
        Assert.Equal(["POST", "GET", "GET"], cloud.To("arm").Select(call => call.Method));
    }

    [Fact]
    public async Task An_address_on_another_host_is_not_asked()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("", 202, ("Azure-AsyncOperation", "https://elsewhere.test/operationResults/1"), ("Retry-After", "0")));
        var computing = Assert.IsType<ExchangeAnswer.Computing>(await cloud.Azure.CalculateExchangeAsync(ContosoId, Wish, default));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ReadExchangeAsync(ContosoId, computing.Address, default));
        Assert.Equal("ForeignHost", fault.Code);
        Assert.DoesNotContain(cloud.Calls, call => call.Uri.Host == "elsewhere.test");
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    [InlineData("Canceled")]
    public async Task Every_word_of_an_end_is_an_end(string word)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json($$$"""{"status":"{{{word}}}","error":{"code":"CalculatePriceFailed","message":"no price"}}"""));
        var refused = Assert.IsType<ExchangeAnswer.Refused>(await cloud.Azure.ReadExchangeAsync(ContosoId, Poll, default));
        Assert.Equal((word, "CalculatePriceFailed", "no price"), (refused.Status, refused.Code, refused.Message));
    }

    [Theory]
    [InlineData("""{"status":"Succeeded","properties":null}""", 200)]
    [InlineData("""{"status":"Pending"}""", 202)]
    [InlineData("", 202)]
    public async Task An_answer_without_a_result_and_without_a_place_to_look_is_a_fault_of_the_service(string body, int status)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json(body, status));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.CalculateExchangeAsync(ContosoId, Wish, default));
        Assert.Equal(CloudReason.ServiceFault, fault.Reason);
    }

    [Fact]
    public async Task What_speaks_against_it_is_told_beside_the_figures()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json(Result.Replace(
            "null}", """[{"code":"X","message":"too small"}]}""", StringComparison.Ordinal)));
        var quote = Assert.IsType<ExchangeAnswer.Quoted>(await cloud.Azure.CalculateExchangeAsync(ContosoId, Wish, default)).Quote;
        Assert.Equal(new RefundProblem("X", "too small"), Assert.Single(quote.Problems));
    }

    [Fact]
    public async Task Too_many_questions_are_honoured_and_no_question_is_repeated()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""{"error":{"code":"TooManyRequests","message":"slow"}}""", 429, ("Retry-After", "30")));
        for (var i = 0; i < 2; i++)
        {
            var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.CalculateExchangeAsync(ContosoId, Wish, default));
            Assert.Equal(CloudReason.Throttled, fault.Reason);
        }

        Assert.Single(cloud.To("arm"));
    }

    [Fact]
    public async Task A_price_is_told_in_both_currencies_with_its_schedule()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""
            {"properties":{"billingCurrencyTotal":{"currencyCode":"EUR","amount":40.0},"isBillingPartnerManaged":true,
            "reservationOrderId":"6d9cec54-7de8-4bcd-9de7-80f5d634f2d2","skuTitle":"Reserved VM Instance, Standard_D1, US West, 1 Year",
            "skuDescription":"standard_D1","pricingCurrencyTotal":{"currencyCode":"USD","amount":46.0},"paymentSchedule":[
            {"dueDate":"2019-05-14","pricingCurrencyTotal":{"currencyCode":"USD","amount":46},
            "billingCurrencyTotal":{"currencyCode":"EUR","amount":40}},
            {"dueDate":"2019-06-14","pricingCurrencyTotal":{"currencyCode":"USD","amount":46}}]}}
            """));
        var price = await cloud.Azure.CalculatePriceAsync(ContosoId, Wish.Reservations[0] with { BillingPlan = "Monthly" }, default);
        Assert.Equal((new Money(40m, "EUR"), new Money(46m, "USD"), true), (price.Total, price.Pricing, price.IsPartners));
        Assert.Equal(
            [
                new DuePayment(new DateOnly(2019, 5, 14), new Money(40m, "EUR")),
                new DuePayment(new DateOnly(2019, 6, 14), new Money(46m, "USD")),
            ],
            price.Payments);
        Assert.Equal(
            "POST https://arm.test/providers/Microsoft.Capacity/calculatePrice?api-version=2022-11-01",
            Assert.Single(cloud.To("arm")).ToString());
    }

    [Fact]
    public async Task A_quote_that_is_not_ready_is_looked_for_by_the_next_click_and_asked_for_once()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero));
        await using var cloud = new ScriptedCloud(time);
        cloud.Script(call => call.Method == "POST" ? Accepted(5) : Json(Result));
        var quotes = cloud.Get<ExchangeQuotes>();
        Assert.Null((await quotes.QuoteAsync(ContosoId, Wish, default)).Quote);
        Assert.Null((await quotes.QuoteAsync(ContosoId, Wish, default)).Quote);
        Assert.Equal(["POST"], cloud.To("arm").Select(call => call.Method));
        time.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 3; i++)
            Assert.Equal(3960m, (await quotes.QuoteAsync(ContosoId, Wish, default)).Quote!.Refunds!.Amount);
        Assert.Equal(["POST", "GET"], cloud.To("arm").Select(call => call.Method));

        // Another customer's, and another quantity's, are other quotes.
        await quotes.QuoteAsync(Guid.NewGuid().ToString(), Wish, default);
        await quotes.QuoteAsync(ContosoId, Wish with { Returns = [Wish.Returns[0] with { Quantity = 2 }] }, default);
        Assert.Equal(["POST", "GET", "POST", "POST"], cloud.To("arm").Select(call => call.Method));
    }

    [Fact]
    public async Task A_refused_calculation_and_a_forgotten_one_are_begun_anew()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero));
        await using var cloud = new ScriptedCloud(time);
        var forgotten = """{"error":{"code":"ResourceNotFound","message":"gone"}}""";
        cloud.Script(call => call.Method == "POST" ? Accepted(5) : Json(forgotten, 404));
        var quotes = cloud.Get<ExchangeQuotes>();
        await quotes.QuoteAsync(ContosoId, Wish, default);
        time.Advance(TimeSpan.FromSeconds(5));
        cloud.Script(call => call.Method == "POST" ? Json("""{"status":"Failed","error":{"code":"X"}}""") : Json(forgotten, 404));
        Assert.Equal("X", (await quotes.QuoteAsync(ContosoId, Wish, default)).Refused!.Code);
        cloud.Script(_ => Json(Result));
        Assert.NotNull((await quotes.QuoteAsync(ContosoId, Wish, default)).Quote);
        Assert.Equal(["POST", "GET", "POST", "POST"], cloud.To("arm").Select(call => call.Method));
    }

    [Fact]
    public async Task What_a_reservation_says_of_its_use_its_payer_and_its_origin_is_read()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json($$$$"""
            {"value":[{"id":"/providers/microsoft.capacity/reservationOrders/{{{{Order}}}}/reservations/{{{{Reserved}}}}",
            "location":"westus","sku":{"name":"Standard_D1"},
            "properties":{"appliedScopeType":"Single","appliedScopes":["/subscriptions/{{{{Billing}}}}"],
            "billingScopeId":"/subscriptions/{{{{Billing}}}}","provisioningSubState":null,"purchaseDate":"2021-04-22","quantity":2,
            "renewSource":"/providers/Microsoft.Capacity/reservationorders/a/reservations/b","swapProperties":null,
            "reservedResourceType":"VirtualMachines","utilization":{"trend":"UP","aggregates":[
            {"grain":1.0,"grainUnit":"days","value":0.05,"valueUnit":"percentage"},
            {"grain":7.0,"grainUnit":"days","value":42.5,"valueUnit":"percentage"},
            {"grain":24.0,"grainUnit":"hours","value":1.0,"valueUnit":"percentage"},{"grain":30.0,"grainUnit":"days"}]}}}],
            "summary":{"succeededCount":1},"nextLink":null}
            """));
        var reservation = Assert.Single(await cloud.Azure.ListReservationsAsync(ContosoId, default));
        Assert.Equal((Billing, true, false), (reservation.BillingSubscription, reservation.IsRenewal, reservation.IsSwap));
        Assert.Equal([$"/subscriptions/{Billing}"], reservation.AppliedScopes);
        Assert.Equal([new UsedShare(1, 0.05m), new UsedShare(7, 42.5m)], reservation.Used);
    }

    [Theory]
    [InlineData(30, 0, 30)]
    [InlineData(30, 2370, 2400)]
    public async Task A_return_cancels_what_is_given_back_and_what_need_not_be_paid(int back, int remaining, int cancelled)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json($$$$$"""
            {"properties":{"sessionId":"s","quantity":1,"billingRefundAmount":{"currencyCode":"USD","amount":{{{{{back}}}}}},
            "billingInformation":{"billingPlan":"Monthly","completedTransactions":1,"totalTransactions":12,
            "billingCurrencyRemainingCommitmentAmount":{"currencyCode":"USD","amount":{{{{{remaining}}}}}}}}}
            """));
        var quote = await cloud.Azure.CalculateRefundAsync(ContosoId, Order, Reserved, 1, default);
        Assert.Equal(new Money(cancelled, "USD"), quote.Cancelled);
    }

    private static string OneLine(string json) => json.Replace("\n", "", StringComparison.Ordinal);

    private static HttpResponseMessage Accepted(int seconds) =>
        Json("", 202, ("Azure-AsyncOperation", Poll), ("Location", Poll), ("Retry-After", $"{seconds}"));
}
