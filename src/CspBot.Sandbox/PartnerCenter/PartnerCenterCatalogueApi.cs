namespace CspBot.Sandbox;

/// <summary>Products, SKUs, availabilities and inventory (facts, partner-center §5.2).</summary>
internal static class PartnerCenterCatalogueApi
{
    public static void Map(Routes routes)
    {
        foreach (string root in new[] { "/v1/products", "/v1/customers/{customer}/products" })
        {
            Func<Func<Call, Answer>, Func<Call, Answer>> checks = root.Contains("customer", StringComparison.Ordinal)
                ? ForCustomer
                : WithCountry;
            routes.Map("GET", root, checks(Products));
            routes.Map("GET", $"{root}/{{product}}", checks(OfProduct((_, product) => Answer.Ok(Json(product)))));
            routes.Map("GET", $"{root}/{{product}}/skus", checks(OfProduct(Skus)));
            routes.Map("GET", $"{root}/{{product}}/skus/{{sku}}", checks(OfSku((_, sku) => Answer.Ok(Json(sku)))));
            routes.Map("GET", $"{root}/{{product}}/skus/{{sku}}/availabilities", checks(OfSku(Availabilities)));
            routes.Map("GET", $"{root}/{{product}}/skus/{{sku}}/availabilities/{{availability}}", checks(OfSku(Availability)));
        }

        // A bare array; what is not restricted is simply there.
        routes.Map("POST", "/v1/extensions/product/checkInventory", WithCountry(Inventory));
    }

    private static Func<Call, Answer> WithCountry(Func<Call, Answer> handler) => call =>
        call.Parameter("country") is { Length: 2 }
            ? handler(call)
            : PartnerCenterApi.Fault(400, "3000", "The parameter country is needed.");

    private static Func<Call, Answer> ForCustomer(Func<Call, Answer> handler) => PartnerCenterApi.OfCustomer((call, _) => handler(call));

    private static bool ForPlan(Call call) => Ids.Same(call.Parameter("reservationScope"), "AzurePlan");

    private static Answer Products(Call call)
    {
        string view = call.Parameter("targetView") ?? "";
        if (!Catalogue.TargetViews.Contains(view, StringComparer.OrdinalIgnoreCase))
            return PartnerCenterApi.Fault(403, "400036", "The target view is not allowed.");
        bool reservations = view.StartsWith("AzureReservations", StringComparison.OrdinalIgnoreCase) || Ids.Same(view, "Azure");
        IEnumerable<CatalogueProduct> found = Catalogue.Products.Where(product => IsSold(call, product)).Where(product =>
            Ids.Same(product.TargetView, view)
            || (reservations && !view.Contains("SQL", StringComparison.OrdinalIgnoreCase) && !view.Contains(
                "Cosmos", StringComparison.OrdinalIgnoreCase)
                && product.TargetView == "AzureReservationsVM"));
        return PartnerCenterApi.Collection([.. found.Select(Json)], $"/products?targetView={view}");
    }

    /// <summary>The legacy offer has other products than the Azure plan.</summary>
    private static bool IsSold(Call call, CatalogueProduct product) => !product.OnlyForPlans || ForPlan(call);

    /// <summary>One product or SKU by its id: these routes know no reservationScope.</summary>
    private static bool IsPlain(Call call) =>
        !call.Path.EndsWith("/skus", StringComparison.OrdinalIgnoreCase)
        && !call.Path.Contains("/availabilities", StringComparison.OrdinalIgnoreCase);

    private static Func<Call, Answer> OfProduct(Func<Call, CatalogueProduct, Answer> handler) => call =>
        Catalogue.Products.FirstOrDefault(product => Ids.Same(product.Id, call["product"])) is { } found
        && (IsPlain(call) || IsSold(call, found))
            ? handler(call, found)
            : PartnerCenterApi.Fault(404, "400013", "The product was not found.");

    private static Func<Call, Answer> OfSku(Func<Call, CatalogueSku, Answer> handler) => OfProduct((call, product) =>
        Catalogue.Sku(product.Id, call["sku"]) is { } found
            ? handler(call, found)
            : PartnerCenterApi.Fault(404, "400018", "The SKU was not found."));

    private static Answer Skus(Call call, CatalogueProduct product) => PartnerCenterApi.Collection(
        [.. Catalogue.Skus.Where(sku => sku.Product == product.Id).Select(Json)],
        $"/products/{product.Id}/skus");

    private static Answer Availabilities(Call call, CatalogueSku sku) => PartnerCenterApi.Collection(
        [Json(sku, ForPlan(call))],
        $"/products/{sku.Product}/skus/{sku.Id}/availabilities");

    private static Answer Availability(Call call, CatalogueSku sku) =>
        Ids.Same(call["availability"], Catalogue.Availability(sku, ForPlan(call)))
            ? Answer.Ok(Json(sku, ForPlan(call)))
            : PartnerCenterApi.Fault(404, "1000", "The availability was not found.");

    /// <summary>Assumed: what a SKU's inventoryVariables name must be told.</summary>
    private static Answer Inventory(Call call)
    {
        if (call.Json?["TargetItems"] is not System.Text.Json.Nodes.JsonArray items)
            return PartnerCenterApi.Fault(400, "3000", "TargetItems is needed.");
        System.Text.Json.Nodes.JsonNode? context = call.Json["InventoryContext"];
        if (new[] { "customerId", "azureSubscriptionId", "armRegionName" }.FirstOrDefault(name => context?[name] is null) is { } missing)
            return PartnerCenterApi.Fault(400, "3000", $"The inventory context lacks {missing}.");
        string restricted = call.World.Knobs.RestrictedSize;
        return Answer.Ok(items
            .Select(item => Catalogue.Sku(item?["ProductId"]?.ToString() ?? "", item?["SkuId"]?.ToString() ?? ""))
            .OfType<CatalogueSku>()
            .Select(sku => new
            {
                productId = sku.Product,
                skuId = sku.Id,
                isRestricted = Ids.Same(sku.Size, restricted),
                restrictions = Ids.Same(sku.Size, restricted)
                    ? new object[]
                    {
                        new
                        {
                            reasonCode = "NotAvailableForSubscription",
                            description = "The SKU is not available for the subscription in this region.",
                            properties = new { type = "Location", values = sku.Location },
                        },
                    }
                    : [],
            }));
    }

    private static object Json(CatalogueProduct product) => new
    {
        id = product.Id,
        title = product.Title,
        description = product.Title,
        productType = new
        {
            id = product.Type,
            displayName = product.Type,
            subType = new { id = product.SubType, displayName = product.SubType },
        },
        isMicrosoftProduct = true,
        publisherName = "Microsoft",
        links = new { skus = PartnerCenterApi.Link($"/products/{product.Id}/skus?country=US") },
    };

    private static object Json(CatalogueSku sku)
    {
        bool plan = sku.Product == Catalogue.PlanProduct;
        return new
        {
            id = sku.Id,
            productId = sku.Product,
            title = sku.Title,
            description = sku.Title,
            minimumQuantity = 1,
            maximumQuantity = plan ? 1 : 999_999_999,
            isTrial = false,
            supportedBillingCycles = sku.IsReservation || plan ? new[] { "one_time" } : ["monthly", "annual"],
            purchasePrerequisites = sku.IsReservation
                ? new[] { "AzureSubscriptionRegistration", "InventoryCheck" }
                : ["MicrosoftCustomerAgreement"],
            inventoryVariables = sku.IsReservation ? new[] { "CustomerId", "AzureSubscriptionId", "ArmRegionName" } : [],
            provisioningVariables = sku.IsReservation ? new[] { "Scope", "SubscriptionId" } : [],
            dynamicAttributes = sku.IsReservation
                ? new
                {
                    armSkuName = sku.Size,
                    armRegionName = sku.Location,
                    region = sku.Region,
                    duration = sku.Term == "P3Y" ? "3Years" : "1Year",
                }
                : null,
        };
    }

    private static object Json(CatalogueSku sku, bool forPlan) => new
    {
        id = Catalogue.Availability(sku, forPlan),
        productId = sku.Product,
        skuId = sku.Id,
        catalogItemId = Catalogue.CatalogItem(sku, forPlan),
        defaultCurrency = new { code = "USD", symbol = "$" },
        segment = "commercial",
        country = "US",
        isPurchasable = true,
        isRenewable = false,
        terms = sku.Term is null ? [] : new[] { new { duration = sku.Term, description = sku.Title } },
    };
}
