//! The two small lists: models and balance.

use serde_json::Value;

/// A model the server offers. The list holds no prices, limits or abilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The name to ask for.
    pub id: String,
    /// Who it belongs to, if the server says.
    pub owned_by: Option<String>,
}

/// What is left on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Whether it is enough for a request.
    pub is_available: bool,
    /// One for each currency; may be empty, may be two.
    pub infos: Vec<BalanceInfo>,
}

/// One currency's share. Amounts are decimal texts as they came; they are never made floats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceInfo {
    /// `USD` or `CNY`.
    pub currency: String,
    /// Granted and topped up together.
    pub total: String,
    /// Given by DeepSeek, spent first.
    pub granted: String,
    /// Paid for.
    pub topped_up: String,
}

impl Model {
    /// Reads `{"data":[{"id":…}]}`; `None` if there is no list at all.
    pub(crate) fn list_from_wire(value: &Value) -> Option<Vec<Self>> {
        let items = value.get("data").or_else(|| value.get("models")).unwrap_or(value).as_array()?;
        let models = items.iter().filter_map(|item| {
            Some(Self {
                id: item.get("id").or_else(|| item.get("name"))?.as_str()?.to_owned(),
                owned_by: item.get("owned_by").and_then(Value::as_str).map(str::to_owned),
            })
        });
        Some(models.collect())
    }
}

impl Balance {
    /// Reads the balance; `None` if the value is not one.
    pub(crate) fn from_wire(value: &Value) -> Option<Self> {
        let infos = value.get("balance_infos").and_then(Value::as_array);
        let is_available = value.get("is_available").and_then(Value::as_bool);
        if infos.is_none() && is_available.is_none() {
            return None;
        }
        Some(Self {
            is_available: is_available.unwrap_or(true),
            infos: infos.into_iter().flatten().map(BalanceInfo::from_wire).collect(),
        })
    }
}

impl BalanceInfo {
    fn from_wire(value: &Value) -> Self {
        let text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        Self {
            currency: text("currency"),
            total: text("total_balance"),
            granted: text("granted_balance"),
            topped_up: text("topped_up_balance"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_documented_lists_are_read_and_odd_ones_survive() {
        let models = Model::list_from_wire(
            &json!({"object": "list", "data": [{"id": "deepseek-flash", "object": "model", "owned_by": "deepseek"}, {"id": 5}, null]}),
        );
        assert_eq!(models, Some(vec![Model { id: "deepseek-flash".into(), owned_by: Some("deepseek".into()) }]));
        assert_eq!(Model::list_from_wire(&json!({"hello": 1})), None);

        let balance = Balance::from_wire(&json!({"is_available": true, "balance_infos": [{"currency": "CNY", "total_balance": "110.00", "granted_balance": "10.00", "topped_up_balance": 100}]})).unwrap();
        assert!(balance.is_available);
        assert_eq!(balance.infos[0].total, "110.00");
        assert_eq!(balance.infos[0].topped_up, "100");
        assert_eq!(Balance::from_wire(&json!({"is_available": false, "balance_infos": []})).unwrap().infos, vec![]);
        assert_eq!(Balance::from_wire(&json!({"ok": true})), None);
    }
}
