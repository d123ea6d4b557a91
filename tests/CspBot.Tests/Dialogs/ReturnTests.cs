using System.Text.Json;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;
using static CspBot.Tests.Dialogs.ReturnScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>Returns through the front door: figures, refusals, what is worse and better, and what somebody forges.</summary>
public sealed class ReturnTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Adatum = "10000000-0000-4000-8000-000001000000";
    private BotHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await BotHost.StartAsync(oneClock: true);
        await _host.Tomas.InstallAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_part_is_returned_on_the_services_figures_and_each_card_agrees_with_the_world()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var card = await ForgeAsync(_host.Nora, "show", ("customer", item.Customer), ("reservation", item.Id));
        Assert.True(CardReader.HasButton(card, "reservations/return"));
        var review = await ReviewAsync(_host.Nora, item, "2");
        var text = CardReader.Text(review);
        var quoted = In(_host, world => world.RefundSessions.Values.Last(one => one.Reservation == item.Id && one.Quantity == 2));
        Assert.Contains($"Azure gives back {Shown(quoted.Amount)}", text, StringComparison.Ordinal);
        Assert.Equal(Shown(50_000 - quoted.Commitment), CardReader.Facts(review)["Room afterwards"]);
        Assert.Contains("A return is final", text, StringComparison.Ordinal);

        // No session stands on a card.
        Assert.All(In(_host, world => world.RefundSessions.Keys.ToList()), key => Assert.DoesNotContain(
            key, review.GetRawText(), StringComparison.OrdinalIgnoreCase));
        var (id, ask) = await SubmitAsync(_host, review);
        var told = CardReader.Facts(ask.Card);
        Assert.Equal("2 of 6", told["Quantity"]);
        Assert.Contains("USD", told["Commitment cancelled"], StringComparison.Ordinal);
        Assert.Equal("a return cannot be undone", told["Final"]);
        await ApproveAsync(_host, ask);
        var done = await EndAsync(_host, id);
        Assert.Contains("Done and verified", done.Text, StringComparison.Ordinal);
        Assert.Contains("Quoted again: ", done.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(done.Card, "requests/undo"));
        Assert.Equal(4, Again(_host, item).Quantity);
        Assert.Equal(1, Posts(_host, "/return"));
        Assert.Contains(id, _host.Sandbox.Calls.All().Single(call => call.Path.EndsWith("/return", StringComparison.Ordinal)).Body,
            StringComparison.Ordinal);

        // The whole rest, without a number: it is cancelled.
        done = await RunAsync(_host, await ReviewAsync(_host.Nora, item));
        Assert.Contains("Done and verified", done.Text, StringComparison.Ordinal);
        Assert.Equal("Cancelled", Again(_host, item).State);
        Assert.Equal(2, In(_host, world => world.Returned.Count));
    }

    [Fact]
    public async Task What_became_worse_is_refused_with_both_figures_and_what_became_better_goes_through_and_says_so()
    {
        var item = Pick(_host, "Standard_E4s_v5", one => one.BillingPlan == "Upfront");
        var whole = item.Amount;
        var end = await RunAsync(_host, await ReviewAsync(_host.Nora, item), () =>
        {
            Change(_host, item, one => one with { Amount = whole * 0.98m });
            return Task.CompletedTask;
        });
        output.WriteLine(end.Text);
        Assert.Matches(@"worse than what was approved: \d,\d+\.\d\d USD then, \d,\d+\.\d\d USD now\. Nothing was done\.", end.Text);
        Assert.Equal((0, "Succeeded"), (Posts(_host, "/return"), Again(_host, item).State));

        // Between the review and the click: the requester sees it first, and nothing is asked of anybody.
        var review = await ReviewAsync(_host.Nora, item);
        Change(_host, item, one => one with { Amount = whole * 0.9m });
        var again = await _host.Nora.ClicksAsync(review, "reservations/submit");
        Assert.Contains("The quote became worse", CardReader.Text(again), StringComparison.Ordinal);
        Assert.True(CardReader.HasButton(again, "reservations/submit"));

        // A day later the unused part is a day smaller: that is no worse quote.
        var (id, ask) = await SubmitAsync(_host, again);
        await _host.LeapAsync(TimeSpan.FromHours(7));
        Change(_host, item, one => one with { Amount = whole });
        await ApproveAsync(_host, ask);
        end = await EndAsync(_host, id);
        Assert.Contains("Better than approved: ", end.Text, StringComparison.Ordinal);
        Assert.Equal((1, "Cancelled"), (Posts(_host, "/return"), Again(_host, item).State));
    }

    [Fact]
    public async Task Room_is_counted_in_commitment_at_the_review_and_again_at_execution()
    {
        // Paid by the month: little money comes back, much commitment is cancelled.
        var item = Pick(_host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly");
        var (_, money, unpaid) = In(_host, world => item.Worth(item.Quantity, world.Now));
        Assert.True(unpaid > 2 * money);
        Room(money + unpaid - 1); // with every second that passes a little less comes back
        var review = await ReviewAsync(_host.Nora, item);
        output.WriteLine(CardReader.Text(review));
        Assert.Matches(
            @"too small: this cancels [\d,.]+ USD of commitment, [\d,.]+ USD of 50,000\.00 USD are left, [\d,.]+ USD is too",
            CardReader.Text(review));
        Assert.False(CardReader.HasButton(review, "reservations/submit"));

        var french = CardReader.Text(await ReviewAsync(_host.Pierre, item));
        Assert.Matches(@"La marge de retour est trop petite.: ceci annule \d\W\d{3},\d\d USD d’engagement", french);

        // Enough room by far for the money, and at the review for the commitment; used up before the approval.
        Room(money + unpaid + 1);
        review = await ReviewAsync(_host.Nora, item);
        var end = await RunAsync(_host, review, () =>
        {
            Room(money + unpaid - 1);
            return Task.CompletedTask;
        });
        Assert.Contains("The room for returns is too small", end.Text, StringComparison.Ordinal);
        Assert.Contains("not the money given back", end.Text, StringComparison.Ordinal);
        Assert.Equal((0, "Succeeded"), (Posts(_host, "/return"), Again(_host, item).State));

        void Room(decimal left) => In(_host, world =>
        {
            world.Returned.Clear();
            world.Returned.Add(new CancelledCommitment(Consolidated, world.Now, 50_000 - left));
            return true;
        });
    }

    public static TheoryData<string, string> Objections => new()
    {
        { "SelfServiceRefundNotSupported", "Azure takes purchases of this kind back neither" },
        { "InvalidRefundQuantity", "Azure does not take this quantity back" },
        { "OperationCannotBePerformedInCurrentState", "present state does not allow it" },
        { "AuthorizationFailed", "We have no right on this reservation order" },
    };

    [Fact]
    public async Task Each_objection_has_its_sentence_at_the_review_and_at_execution_and_nothing_is_returned()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        foreach (var (code, said) in Objections.Select(row => ((string)row[0], (string)row[1])))
        {
            var status = code == "AuthorizationFailed" ? 403 : 400;
            var fault = new { api = "arm", path = "calculateRefund", status, code };
            await _host.ControlAsync("faults", fault);
            Assert.Contains(said, CardReader.Text(await ReviewAsync(_host.Nora, item)), StringComparison.Ordinal);
            await _host.ClearFaultsAsync();
            var end = await RunAsync(_host, await ReviewAsync(_host.Nora, item), () => _host.ControlAsync("faults", fault));
            Assert.Contains(said, end.Text, StringComparison.Ordinal);
            await _host.ClearFaultsAsync();
        }

        // Objections inside of a quote, a code that nobody has words for too.
        foreach (var (code, said) in new[]
        {
            ("RefundLimitExceeded", "The room for returns is too small"),
            ("SelfServiceRefundNotSupported", "Azure takes purchases of this kind back neither"),
            ("SomethingNewer", "Azure objects: no more (SomethingNewer)"),
        })
        {
            await _host.ControlAsync("faults", new { api = "arm", path = "calculateRefund", status = 200, body = Quote(code) });
            var review = await ReviewAsync(_host.Nora, item);
            Assert.Contains(said, CardReader.Text(review), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(review, "reservations/submit"));
            await _host.ClearFaultsAsync();
        }

        Assert.Equal((0, 6), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task What_cannot_be_returned_says_why_without_a_quote()
    {
        var final = In(_host, world => world.Reservations.First(one => one.Customer == Consolidated && one.ResourceType == "Databricks"));
        var over = In(_host, world => world.Reservations.First(one => one.Customer == Consolidated && one.State == "Cancelled"));
        var plan = In(_host, world => world.SavingsPlans.First(one => one.Customer == Consolidated));
        var blind = In(_host, world => world.Reservations.First(one => one.Customer.Contains("000046", StringComparison.Ordinal)));
        var before = Posts(_host, "calculateRefund");
        foreach (var (customer, id, said) in new[]
        {
            (Consolidated, final.Id, "are final: they can be neither returned nor exchanged"),
            (Consolidated, over.Id, "does not run: it is over, cancelled, or not begun"),
            (Consolidated, plan.Id, "are final: they can be neither returned nor exchanged"),
            (blind.Customer, blind.Id, "guest can neither see nor manage its reservations"),
            (Adatum, Pick(_host, "Standard_D4s_v5").Id, "This reservation is none of"),
            (Consolidated, "../../x", "This reservation is none of"),
        })
        {
            var card = await ForgeAsync(
                _host.Nora, "quote", ("act", "return"), ("customer", customer), ("reservation", id), ("reason", "why"));
            Assert.Contains(said, CardReader.Text(card), StringComparison.Ordinal);
            Assert.False(CardReader.HasButton(card, "reservations/submit"));
        }

        Assert.Equal(before, Posts(_host, "calculateRefund"));
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var much = CardReader.Text(await ReviewAsync(_host.Nora, item, "7"));
        Assert.Contains("You asked for 7, and 6 are held.", much, StringComparison.Ordinal);
        Assert.Contains("Give a whole number", CardReader.Text(await ReviewAsync(_host.Nora, item, "two")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_forged_is_not_done()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var other = Pick(_host, "Standard_E4s_v5", one => one.BillingPlan == "Monthly");
        var review = await ReviewAsync(_host.Nora, item, "1");
        foreach (var (name, value) in new[]
        {
            ("quantity", "6"),
            ("reservation", other.Id),
            ("customer", Adatum),
            ("shown", "1 USD 1780000000"),
            ("act", "exchange"),
            ("seal", "x"),
        })
        {
            var click = _host.Nora.Click(review, "reservations/submit", forge: data => data[name] = value);
            var answer = (await _host.Nora.SendAsync(click)).Body.GetProperty("value");
            Assert.False(CardReader.HasButton(answer, "requests/cancel"), name);
        }

        // Somebody else's click on her card, and one without the role, whatever is sent.
        var foreign = _host.Aisha.Click(review, "reservations/submit");
        Assert.False(CardReader.HasButton((await _host.Aisha.SendAsync(foreign)).Body.GetProperty("value"), "requests/cancel"));
        foreach (var agent in new[] { _host.Ingrid, _host.Omar })
        {
            foreach (var step in new[] { "return", "quote", "submit" })
                Assert.False(CardReader.HasButton(await ForgeAsync(
                    agent, step, ("act", "return"), ("customer", item.Customer), ("reservation", item.Id)), "reservations/submit"));
        }

        Assert.Equal((0, 6), (Posts(_host, "/return"), Again(_host, item).Quantity));

        // A session that a card sends is nobody's: the request has its own. The same click twice is one request and one return.
        In(_host, world => world.RefundSessions["forged"] = new RefundSession(other.Id, 4, 1, 1));
        review = await ReviewAsync(_host.Nora, item, "1");
        var sent = _host.Nora.Click(review, "reservations/submit", forge: data => data["session"] = "forged");
        Assert.True(CardReader.HasButton((await _host.Nora.SendAsync(sent)).Body.GetProperty("value"), "requests/cancel"));
        var (id, ask) = await SubmitAsync(_host, review);
        Assert.Equal(id, Scenarios.RequestOf(await _host.Nora.ClicksAsync(review, "reservations/submit")));
        await ApproveAsync(_host, ask);
        await EndAsync(_host, id);
        Assert.Equal((1, 5), (Posts(_host, "/return"), Again(_host, item).Quantity));
        Assert.DoesNotContain("forged", _host.Sandbox.Calls.All().Single(
            call => call.Path.EndsWith("/return", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_may_have_had_its_effect_is_not_taken_back_while_it_waits_for_somebody()
    {
        await _host.ControlAsync("knobs", new { reusableSessions = true });
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "POST", path = "/return", dropConnection = true, afterWrite = true, times = 1 });
        var (id, ask) = await SubmitAsync(_host, await ReviewAsync(_host.Nora, item, "1"));
        await ApproveAsync(_host, ask);

        // Not the card in between: it may be edited before anybody looks.
        await Eventually.IsTrueAsync("the return was sent", () => Posts(_host, "/return") == 1);
        await _host.ControlAsync("faults", new { api = "arm", method = "GET", status = 401, code = "InvalidAuthenticationToken" });
        await _host.LeapAsync(TimeSpan.FromSeconds(10));
        var parked = await _host.Nora.SeesAsync("cannot sign in");
        Assert.Contains("took effect is not known", parked.Text, StringComparison.Ordinal);
        var click = _host.Nora.Forge("requests/cancel", new() { ["request"] = id, ["version"] = VersionOf(parked) }, parked.Id);
        var answer = CardReader.Text((await _host.Nora.SendAsync(click)).Body.GetProperty("value"));
        Assert.Contains("is being carried out and can no longer be withdrawn.", answer, StringComparison.Ordinal);
        await _host.ClearFaultsAsync();
        Assert.Contains("nothing was sent twice", (await EndAsync(_host, id)).Text, StringComparison.Ordinal);
        Assert.Equal((1, 5), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task What_Azure_takes_none_of_ends_unchanged_and_can_be_tried_again()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        await _host.ControlAsync("faults", new { api = "arm", method = "POST", path = "/return", status = 503 });
        var end = await RunAsync(_host, await ReviewAsync(_host.Nora, item, "1"));
        Assert.Contains("Azure took none of several tries. The reservation of", end.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("is not known", end.Text, StringComparison.Ordinal);
        Assert.Equal((4, 6), (Posts(_host, "/return"), Again(_host, item).Quantity));
        await _host.ClearFaultsAsync();
        await _host.Nora.ClicksAsync(end.Card, "requests/retry", null, end.Id);
        await _host.Nora.SeesAsync("Done and verified");
        Assert.Equal((5, 5), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    private static int VersionOf(ShownMessage message) => CardReader.Buttons(message.Card)
        .Select(button => button.GetProperty("data"))
        .First(data => data.TryGetProperty("version", out _)).GetProperty("version").GetInt32();

    [Fact]
    public async Task Where_the_customer_is_billed_in_another_currency_room_is_compared_by_Azure_alone()
    {
        await _host.ControlAsync("knobs", new { billingCurrency = "EUR" });
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var review = await ReviewAsync(_host.Nora, item, "2");
        Assert.Contains("EUR", CardReader.Facts(review)["Given back"], StringComparison.Ordinal);
        Assert.Equal("cannot be told: the ceiling is counted in USD", CardReader.Facts(review)["Room afterwards"]);
        Assert.Contains("Done and verified", (await RunAsync(_host, review)).Text, StringComparison.Ordinal);

        // Told in another currency than the approved one, nothing can be compared, and nothing is done.
        review = await ReviewAsync(_host.Nora, item, "1");
        var end = await RunAsync(_host, review, () => _host.ControlAsync("knobs", new { billingCurrency = "USD" }));
        Assert.Matches(@"worse than what was approved: [\d,.]+ EUR then, [\d,.]+ USD now", end.Text);
        Assert.Equal((1, 4), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task A_session_that_is_gone_is_quoted_anew_and_one_that_may_be_used_up_never_sends_again()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "POST", path = "/return", status = 400, code = "InvalidRefundQuantity", times = 1 });
        var end = await RunAsync(_host, await ReviewAsync(_host.Nora, item, "1"));
        Assert.Contains("Done and verified", end.Text, StringComparison.Ordinal);
        Assert.Equal((2, 5), (Posts(_host, "/return"), Again(_host, item).Quantity));

        // Cut, unchanged for long, sent again under the same session, and refused: nobody knows, and nothing more is sent.
        await _host.ControlAsync("faults", new { api = "arm", method = "POST", path = "/return", dropConnection = true, times = 1 });
        await _host.ControlAsync(
            "faults", new { api = "arm", method = "POST", path = "/return", status = 400, code = "InvalidRefundQuantity" });
        end = await RunAsync(_host, await ReviewAsync(_host.Nora, item, "1"));
        Assert.Contains("Nobody knows whether Azure did it", end.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(end.Card, "requests/retry"));
        Assert.Equal((4, 5), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    [Fact]
    public async Task An_effect_that_comes_late_is_waited_for_and_not_caused_again()
    {
        await _host.ControlAsync("knobs", new { reusableSessions = true });
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        await _host.ControlAsync("faults", new { api = "arm", method = "POST", path = "/return", dropConnection = true, times = 1 });
        var (id, ask) = await SubmitAsync(_host, await ReviewAsync(_host.Nora, item, "1"));
        await ApproveAsync(_host, ask);
        await _host.Nora.SeesAsync("took effect is not known");
        await _host.LeapAsync(TimeSpan.FromSeconds(30));
        In(_host, world =>
        {
            CapacityApi.GiveBack(world, item, 1);
            return true;
        });
        var end = await EndAsync(_host, id);
        Assert.Contains("answer was lost; the effect was read back, and nothing was sent twice", end.Text, StringComparison.Ordinal);
        Assert.Equal((1, 5), (Posts(_host, "/return"), Again(_host, item).Quantity));

        // Somebody else returns more meanwhile: what Azure shows then tells nothing, and nothing is sent any more.
        await _host.ControlAsync("faults", new { api = "arm", method = "POST", path = "/return", dropConnection = true, times = 1 });
        (id, ask) = await SubmitAsync(_host, await ReviewAsync(_host.Nora, item, "1"));
        await ApproveAsync(_host, ask);
        await Eventually.IsTrueAsync("it is sent", () => Posts(_host, "/return") == 2);
        In(_host, world =>
        {
            CapacityApi.GiveBack(world, Again(_host, item), 3);
            return true;
        });
        end = await EndAsync(_host, id);
        Assert.Contains("Nobody knows whether Azure did it", end.Text, StringComparison.Ordinal);
        Assert.False(CardReader.HasButton(end.Card, "requests/retry"));
        Assert.Equal((2, 2), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    /// <summary>
    /// What the second one gave back would look like the first one's effect: one would be returned, and two called done.
    /// </summary>
    [Fact]
    public async Task Two_returns_of_one_order_wait_for_each_other_while_the_effect_of_the_first_is_open()
    {
        await _host.ControlAsync("knobs", new { reusableSessions = true });
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        var reviews = new[] { await ReviewAsync(_host.Nora, item, "1"), await ReviewAsync(_host.Nora, item, "1") };
        var (first, ask) = await SubmitAsync(_host, reviews[0]);
        var (second, other) = await SubmitAsync(_host, reviews[1]);
        await _host.ControlAsync("faults", new { api = "arm", method = "POST", path = "/return", dropConnection = true, times = 1 });
        await ApproveAsync(_host, ask);
        await _host.Nora.SeesAsync("took effect is not known");
        await ApproveAsync(_host, other);
        var waits = await _host.Nora.SeesAsync($"Request {first} is still");
        Assert.Contains(second, waits.Text, StringComparison.Ordinal);
        foreach (var id in new[] { first, second })
            Assert.Contains("Done and verified", (await EndAsync(_host, id)).Text, StringComparison.Ordinal);
        Assert.Equal((3, 4), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    /// <summary>What a service says that is no figure is none, at the review and at execution.</summary>
    [Fact]
    public async Task A_quote_that_is_none_gives_no_figure_and_nothing_is_returned()
    {
        var item = Pick(_host, "Standard_D4s_v5", one => one.Quantity == 6);
        foreach (var (money, rest) in new (object?, object?)[]
        {
            (null, null),
            (new { currencyCode = "USD", amount = (decimal?)null }, null),
            (new { currencyCode = "USD", amount = -100m }, null),
            (new { currencyCode = (string?)null, amount = 100m }, null),
            (new { currencyCode = "USD", amount = 7e27m }, new { currencyCode = "USD", amount = 7.5e28m }),
        })
        {
            await _host.ControlAsync("faults", new { api = "arm", path = "calculateRefund", status = 200, body = Odd(money, rest) });
            var review = await ReviewAsync(_host.Nora, item, "1");
            Assert.False(CardReader.HasButton(review, "reservations/submit"), Odd(money, rest) + CardReader.Text(review));
            await _host.ClearFaultsAsync();
            review = await ReviewAsync(_host.Nora, item, "1");
            var end = await RunAsync(_host, review, () => _host.ControlAsync(
                "faults", new { api = "arm", path = "calculateRefund", status = 200, body = Odd(money, rest) }));
            Assert.Contains("worse than what was approved", end.Text, StringComparison.Ordinal);
            await _host.ClearFaultsAsync();
        }

        Assert.Equal((0, 6), (Posts(_host, "/return"), Again(_host, item).Quantity));
    }

    /// <summary>Without policyErrors, which may be null, and with an empty one in it.</summary>
    private static string Odd(object? money, object? rest) => JsonSerializer.Serialize(new
    {
        properties = new
        {
            sessionId = Guid.NewGuid(),
            quantity = 1,
            billingRefundAmount = money,
            billingInformation = new { billingCurrencyRemainingCommitmentAmount = rest },
            policyResult = new { properties = new { policyErrors = (string[]?)null } },
        },
    });

    private static string Quote(string code) => JsonSerializer.Serialize(new
    {
        properties = new
        {
            sessionId = Guid.NewGuid(),
            quantity = 6,
            billingRefundAmount = new { currencyCode = "USD", amount = 100 },
            policyResult = new
            {
                properties = new
                {
                    consumedRefundsTotal = new { currencyCode = "USD", amount = 49_950 },
                    maxRefundLimit = new { currencyCode = "USD", amount = 50_000 },
                    policyErrors = new[] { new { code, message = "no more" } },
                },
            },
        },
    });
}
