//! The page on which developers try the API.

/// `/api`: every call with a form that makes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContractView {
    /// Address of the contract for programs.
    pub document_path: String,
    /// Calls in the order of the contract.
    pub operations: Vec<OperationView>,
}

/// One call; its words are those of the contract, which is written in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OperationView {
    /// Name for anchors.
    pub id: String,
    /// HTTP method.
    pub method: String,
    /// Address with the places of its parameters.
    pub path: String,
    /// What it answers.
    pub summary: String,
    /// What it takes.
    pub parameters: Vec<ParameterView>,
}

/// One parameter of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParameterView {
    /// Name.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Whether the call needs it.
    pub is_required: bool,
}
